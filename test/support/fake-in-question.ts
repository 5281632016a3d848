// The fake core's payments in question, and its replay of the past: figures that hang together, so that the screens can be looked at.
import type { PaymentInQuestion } from '../../shared/contract/app.ts';
import type { PolicyText } from '../../shared/contract/values.ts';
import type { Verdict } from '../../shared/domain/decision.ts';
import type { MsatText } from '../../shared/domain/money.ts';
import { spendRows } from './fake-approvals.ts';
import { NODE_NAMES, POLICY, sat, type Answer } from './fake-fleet.ts';

export function paymentsInQuestion(
  now: number,
  checked: ReadonlyMap<string, { readonly at: number; readonly reason: string }>,
): PaymentInQuestion[] {
  const [first, second, third] = [
    ...spendRows(now, 'research-3', 'Research bot 3', 1),
    ...spendRows(now, 'scraper-north', 'Scraper north', 2),
  ];
  const payment = (
    spend: (typeof first & {}) | undefined,
    more: Pick<PaymentInQuestion, 'nodeId' | 'lastAnswer' | 'missingSince'> & { readonly age: number },
  ): PaymentInQuestion[] => {
    if (!spend) return [];
    const { age, ...rest } = more;
    const note = checked.get(spend.id);
    const since = now - age;
    return [
      {
        spend: { ...spend, state: 'unknown', feeMsat: null, endedAt: null, code: null, askedAt: since },
        nodeName: NODE_NAMES[Number(rest.nodeId.slice(-1)) - 1] ?? '',
        reservedAt: since,
        dispatchedAt: since,
        atNode: false,
        blockHeight: rest.nodeId === 'node-3' ? null : 842,
        checked: note ? { ...note, seq: 12_407 } : null,
        ...rest,
      },
    ];
  };
  return [
    ...payment(first, {
      nodeId: 'node-1',
      age: 5_640,
      missingSince: null,
      lastAnswer: { at: now - 24, kind: 'in-flight', detail: '', expiryHeight: 861 },
    }),
    ...payment(second, {
      nodeId: 'node-2',
      age: 74,
      missingSince: now - 41,
      lastAnswer: { at: now - 12, kind: 'not-found', detail: '', expiryHeight: null },
    }),
    ...payment(third, { nodeId: 'node-3', age: 3_905, missingSince: null, lastAnswer: null }),
  ];
}

type Found = Answer<'agents.whatIf'>;

/** Not judged by rules: a limit cut to half holds and refuses a few more, so that every part of the screen has something to show. */
export function fakeWhatIf(
  now: number,
  agent: { readonly id: string; readonly name: string },
  policy: PolicyText,
  which: 'changed' | 'allow' | 'hold' | 'refuse' | 'all',
  limit: number,
): Found {
  const tighter =
    BigInt(policy.maxDailySpend) < BigInt(POLICY.maxDailySpend) ||
    BigInt(policy.maxSingleTx) < BigInt(POLICY.maxSingleTx);
  const before: Found['before'] = { allow: 302, hold: 6, refuse: 4 };
  const after: Found['after'] = tighter ? { allow: 290, hold: 15, refuse: 7 } : before;
  const changed = tighter ? 12 : 0;
  const rows = spendRows(now, agent.id, agent.name, 40).map((spend, index): Found['rows'][number] => {
    const then: Verdict = spend.state === 'refused' ? 'refuse' : spend.state === 'held' ? 'hold' : 'allow';
    const now: Verdict =
      tighter && then === 'allow' && index % 3 === 0 ? (index % 2 ? 'refuse' : 'hold') : then;
    return {
      spend,
      before: then,
      after: now,
      broken:
        now === 'allow'
          ? []
          : [
              {
                rule: 'daily',
                verdict: now,
                unit: 'msat',
                measured: sat(421_000 + index * 1_300),
                limit: policy.maxDailySpend,
                note: '',
              },
            ],
      feeLimitMsat: sat(500),
      money: now === 'allow' ? 'leaves' : 'stays',
    };
  });
  const wanted = rows.filter((row) =>
    which === 'all' ? true : which === 'changed' ? row.before !== row.after : row.after === which,
  );
  return {
    from: now - 30 * 86_400,
    payments: 312,
    before,
    after,
    changed,
    outflowBeforeMsat: sat(8_412_300),
    outflowAfterMsat: (tighter ? sat(7_690_150) : sat(8_412_300)) satisfies MsatText,
    found: which === 'changed' ? changed : wanted.length,
    rows: wanted.slice(0, limit),
  };
}
