// The operator of the console under test: approvals, limits, the stop switch, doubts; and its log as evidence.
import { setTimeout as wait } from 'node:timers/promises';
import type { Operator, Place, Wallet } from '../adapter.ts';
import type { Control } from './control.ts';
import { policyOf } from './policy.ts';

const REASON = 'crash test';
const DOUBT_CALLS: Readonly<Record<string, string>> = {
  'clock-in-doubt': 'gate.confirmClock',
  'ledger-rolled-back': 'gate.confirmLedger',
};

export type GateStatus = {
  readonly doubts: readonly { readonly reason: string }[];
  readonly relaysConnected: number;
  readonly relaysTotal: number;
};

type Waiting = { readonly approvals: readonly { readonly id: string; readonly paymentHash?: string }[] };
type Approval = { readonly shown: { readonly paymentHash: string } };

export function operatorOf(place: Place, hand: () => Control, agents: ReadonlyMap<string, string>): Operator {
  const doubts = async (): Promise<readonly string[]> =>
    (await hand().call<GateStatus>('gate.status')).doubts.map(({ reason }) => reason);

  const shownOf = async (hash: string): Promise<{ id: string; shown: Approval['shown'] } | undefined> => {
    for (const which of ['waiting', 'decided']) {
      const { approvals } = await hand().call<Waiting>('approvals.list', { which, limit: 100 });
      for (const { id } of approvals) {
        const { shown } = await hand().call<Approval>('approvals.get', { id });
        if (shown.paymentHash === hash) return { id, shown };
      }
    }
    return undefined;
  };

  return {
    doubts,
    approve: async (hash) => {
      const found = await shownOf(hash);
      if (!found) return 'nothing waits with this hash';
      const answer = await hand().ask('approvals.approve', { ...found, reason: REASON });
      return answer.ok ? (answer.value as { result: string }).result : answer.code;
    },
    setDaily: async (agent, sats) => {
      const id = agents.get(agent) ?? '';
      const { policyVersion } = await hand().call<{ policyVersion: number }>('agents.get', { id });
      await hand().call('agents.setPolicy', {
        id,
        expectedVersion: policyVersion,
        policy: policyOf(place, sats),
        reason: REASON,
      });
    },
    freezeAll: async () => void (await hand().call('gate.freezeFleet', { reason: REASON })),
    unfreezeAll: async () => void (await hand().call('gate.unfreezeFleet', { reason: REASON })),
    confirmDoubts: async () => {
      for (const doubt of await doubts()) {
        const call = DOUBT_CALLS[doubt];
        if (call) await hand().call(call, { reason: REASON });
      }
    },
  };
}

type Log = { readonly state: string; readonly fault: string | null };
type Row = {
  readonly seq: number;
  readonly action: string;
  readonly outcome: string;
  readonly correlation: string | null;
};
type Entry = { readonly canonical: string };

/** What lets a payment out: the rules, or a person. */
const APPROVING = new Set(['decide', 'approve']);
const EVERYTHING = {
  agentId: null,
  categories: [],
  outcomes: [],
  minLevel: 'info',
  from: null,
  to: null,
  text: '',
};

/** Long enough for the log of any scenario. */
const VERIFIED_WITHIN_MS = 5_000;

export const logOf = (hand: () => Control): NonNullable<Wallet['log']> => ({
  fault: async () => {
    await hand().call('timeline.verify');
    for (const end = Date.now() + VERIFIED_WITHIN_MS; Date.now() < end; await wait(10)) {
      const { state, fault } = await hand().call<Log>('timeline.log');
      if (state !== 'verifying') return state === 'intact' ? null : (fault ?? 'the log does not verify');
    }
    return 'the log was not verified in time';
  },
  chains: async () => {
    const chains = new Map<string, Set<string>>();
    for (let before: number | null = null; ;) {
      const page: { rows: Row[]; nextBefore: number | null } = await hand().call('timeline.page', {
        filter: EVERYTHING,
        before,
        limit: 500,
      });
      for (const { seq, action, outcome, correlation } of page.rows) {
        if (!APPROVING.has(action) || outcome !== 'allowed' || correlation === null) continue;
        const { canonical } = await hand().call<Entry>('timeline.entry', { seq });
        const { paymentHash = '' } = (JSON.parse(canonical) as { body: { paymentHash?: string } }).body;
        chains.set(paymentHash, (chains.get(paymentHash) ?? new Set()).add(correlation));
      }
      before = page.nextBefore;
      if (before === null) return new Map([...chains].map(([hash, found]) => [hash, found.size]));
    }
  },
});
