// What if: the policy that was in force gives back what was decided, another one what an independent, naive replay of every pair says.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Course } from '../../../electron/gate/course.ts';
import { createWhatIfHistory } from '../../../electron/gate/what-if-history.ts';
import { whatIf, type Replayed } from '../../../electron/gate/what-if.ts';
import type { Verdict } from '../../../shared/domain/decision.ts';
import type { SpendId } from '../../../shared/domain/ids.ts';
import { msat, sats } from '../../../shared/domain/money.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { createGateBench, PLAIN_POLICY, OPERATOR } from '../../support/gate-bench.ts';
import { naive, type Line } from '../../support/naive-replay.ts';
import { lived, NOW, PLAIN_WISH, policies, wishes, type Wish } from '../../support/random-pasts.ts';

const leftOf = ({ amount, fee }: Course): bigint | null => (fee === null ? null : amount + fee);
const NO_QUEUE = { waitingBefore: [] };
const verdicts = (replayed: readonly Replayed[]): readonly Verdict[] => replayed.map((line) => line.verdict);

describe('what if', () => {
  it('gives back what was decided when the policy is the one that was in force', () => {
    fc.assert(
      fc.property(policies, wishes, (policy, wished) => {
        const lines = lived(policy, wished);
        const replayed = whatIf(
          policy,
          lines.map((line) => line.past),
          NO_QUEUE,
        );
        expect(verdicts(replayed)).toEqual(lines.map((line) => line.verdict));
      }),
      { numRuns: 500 },
    );
  });

  it('says of any other policy what a naive replay of every pair of payments says', () => {
    fc.assert(
      fc.property(policies, policies, wishes, (inForce, edited, wished) => {
        const past = lived(inForce, wished).map((line) => line.past);
        const expected: Line[] = [];
        for (const spend of past) expected.push(naive(edited, expected, spend));
        const replayed = whatIf(edited, past, NO_QUEUE);
        expect(replayed.map(({ verdict, repeats }) => [verdict, repeats !== null])).toEqual(
          expected.map(({ verdict, repeats }) => [verdict, repeats]),
        );
        expect(
          replayed.map(({ course }) => course && [course.reservedAt, course.endedAt, leftOf(course)]),
        ).toEqual(expected.map(({ run }) => run && [run.from, run.to, run.left]));
      }),
      { numRuns: 1_500 },
    );
  });

  it('refuses what would be one too many waiting for a person', () => {
    const strict: Policy = { ...PLAIN_POLICY, maxSingleTx: sats(0n), rate: { perMinute: 99, perHour: 99 } };
    const asked = Array.from({ length: 22 }, (): Wish => ({ ...PLAIN_WISH, gap: 1 }));
    const past = lived({ ...PLAIN_POLICY, rate: { perMinute: 99, perHour: 99 } }, asked).map(
      (line) => line.past,
    );
    expect(verdicts(whatIf(strict, past, NO_QUEUE)).slice(18)).toEqual(['hold', 'hold', 'refuse', 'refuse']);
    expect(verdicts(whatIf(strict, past, { waitingBefore: [NOW + 21] })).slice(18)).toEqual([
      'hold',
      'refuse',
      'hold',
      'refuse',
    ]);
  });
});

/** Requests as an agent makes them: bursts and pauses, small and large, sometimes the same invoice once more. */
const SCRIPT = Array.from({ length: 60 }, (_, index) => ({
  pause: [0, 5, 40, 1_200, 9_000, 30_000][(index * 7) % 6] ?? 0,
  amount: BigInt([1, 40, 95, 120, 15, 300][(index * 5) % 6] ?? 1) * 1_000_000n,
  again: index % 11 === 10,
  fails: index % 7 === 3,
}));

async function live(policy: Policy, person: 'approves' | 'sleeps') {
  const bench = createGateBench({ allotment: sats(9_000_000n) });
  await bench.start();
  const agent = bench.addAgent('A', policy);
  let last = '';
  for (const [index, step] of SCRIPT.entries()) {
    bench.clock.advance(step.pause);
    await bench.settle();
    const invoice = bench.invoice({ seed: `what if ${index}`, msat: step.amount, expirySeconds: 40_000 });
    bench.node.script(invoice.paymentHash, step.fails ? { kind: 'fail' } : { kind: 'settle', fee: msat(0n) });
    if (!step.again) last = invoice.text;
    await bench.pay(bench.request(agent, last, { askedBy: 'pay' }));
    const held = bench.database.prepare(`SELECT id FROM spends WHERE state = 'held'`).get();
    if (person === 'approves' && held && index % 3 === 0) {
      const id = held['id'] as SpendId;
      bench.gate.approve(id, bench.shown(id), 'looks right', OPERATOR);
      await bench.settle();
    }
  }
  const history = createWhatIfHistory(bench.database)(agent.id, unixSeconds(bench.clock.now()));
  return { bench, history };
}

const TIGHT: Policy = {
  ...PLAIN_POLICY,
  maxSingleTx: sats(100_000n),
  maxDailySpend: sats(250_000n),
  rate: { perMinute: 3, perHour: 8 },
  firstTime: 'hold',
};

describe('what if, over the ledger of a gate', () => {
  it('gives back every decision the gate made, whatever a person did meanwhile', async () => {
    const { history } = await live(TIGHT, 'approves');
    const then = history.spends.map((past) => past.verdict);
    expect(new Set(then)).toEqual(new Set(['allow', 'hold', 'refuse']));
    expect(verdicts(whatIf(TIGHT, history.spends, history.setting))).toEqual(then);
  });

  it('foretells what a gate with the other policy decides of the same requests', async () => {
    const wide: Policy = {
      ...PLAIN_POLICY,
      maxSingleTx: sats(400_000n),
      rate: { perMinute: 99, perHour: 999 },
    };
    const past = await live(wide, 'sleeps');
    const told = whatIf(TIGHT, past.history.spends, past.history.setting);
    const truly = await live(TIGHT, 'sleeps');
    const outcome = new Map(
      truly.history.spends.map((spend) => [`${spend.askedAt} ${spend.amount}`, spend.verdict]),
    );
    expect(told.length).toBeGreaterThan(40);
    for (const { past: spend, verdict } of told)
      expect([spend.askedAt, outcome.get(`${spend.askedAt} ${spend.amount}`)]).toEqual([
        spend.askedAt,
        verdict,
      ]);
  });
});
