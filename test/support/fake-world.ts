// The made-up fleet behind the fake bridge: its state, and what more than one call says of it.
import type { ApprovalRow } from '../../shared/contract/approvals.ts';
import type { Preferences } from '../../shared/contract/app.ts';
import type { Change } from '../../shared/contract/push.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { decidedRows, manyWaiting } from './fake-approvals.ts';
import { agentRows } from './fake-fleet.ts';
import type { FakeTreasury, fakeOperations } from './fake-treasury-operations.ts';

const FAKE_PASSPHRASE = 'correct horse';

export type FakeState = {
  readonly story: 'busy' | 'quiet' | 'closed' | 'broken' | 'silent';
  fleet: 'practice' | 'real' | null;
  phase: 'welcome' | 'no-vault' | 'cold' | 'starting' | 'open' | 'failed';
  screen: 'locked' | 'unlocked';
  failedUnlocks: number;
  unlockRetryAt: number | null;
  readonly agents: number;
  readonly entries: number;
  /** Payments that wait. */
  readonly waiting: number;
  /** Seconds from the start until the first of them expires. */
  readonly expiresIn: number;
  /** In place of what the agents say. */
  readonly purpose: string | undefined;
  /** In place of every agent’s name. */
  readonly agentName: string | undefined;
  frozenFleet: { readonly reason: string; readonly at: number } | null;
  readonly frozenAgents: Map<string, string | null>;
  readonly decided: Map<string, 'settled' | 'denied'>;
  present: boolean;
  /** When the connections that asked were revoked. */
  revokedAt: number | null;
  readonly keyring: 'ready' | 'unavailable' | 'weak' | 'absent';
  keyringBound: boolean;
  preferences: Preferences;
  readonly now: () => number;
  /** What hangs on the cable and how it behaves. */
  readonly treasury: FakeTreasury;
  /** The operations at it, once the calls about it are made. */
  atDevice: ReturnType<typeof fakeOperations> | null;
  /** Text of every file written, in order. */
  readonly exported: string[];
  readonly push: (...changed: readonly Change[]) => void;
};

export const NOT_FOUND = refuse(
  'not_found',
  'There is no such thing any more. Nothing was done; go back to the list.',
);

/** What the calls of all rooms share: one fleet, and what was done to it. */
export type FakeWorld = ReturnType<typeof createFakeWorld>;

export function createFakeWorld(state: FakeState) {
  const quiet = state.story === 'quiet';
  const done = (...changed: readonly Change[]) => {
    state.push(...changed);
    return ok({});
  };
  const agents = () =>
    quiet
      ? []
      : agentRows(state.now(), state.agents).map((made) => {
          const row = { ...made, name: state.agentName ?? made.name };
          const reason = state.frozenAgents.get(row.id);
          return reason === undefined
            ? row
            : {
                ...row,
                state: reason === null ? ('active' as const) : ('frozen' as const),
                frozenReason: reason,
              };
        });
  // The times of what waits stand still while the clock goes on.
  const startedAt = state.now();
  const held = (): ApprovalRow[] =>
    manyWaiting(startedAt, state.waiting).map((row, index) => ({
      ...row,
      agentName: state.agentName ?? row.agentName,
      expiresAt: index === 0 ? startedAt + state.expiresIn : row.expiresAt,
      stoppedBy:
        typeof state.frozenAgents.get(row.agentId) === 'string'
          ? ('agent-frozen' as const)
          : state.frozenFleet !== null
            ? ('fleet-frozen' as const)
            : state.story === 'closed'
              ? ('gate-closed' as const)
              : null,
    }));
  const waiting = (): ApprovalRow[] => (quiet ? [] : held().filter(({ id }) => !state.decided.has(id)));
  const decided = (): ApprovalRow[] => [
    ...held().flatMap((row) => {
      const verdict = state.decided.get(row.id);
      return verdict ? [{ ...row, state: verdict, endedAt: state.now() }] : [];
    }),
    ...(quiet ? [] : decidedRows(state.now())),
  ];
  const agentOf = (id: string) => agents().find((row) => row.id === id);
  const tryPassphrase = (passphrase: string) => {
    if (passphrase === FAKE_PASSPHRASE) {
      state.failedUnlocks = 0;
      state.unlockRetryAt = null;
      state.present = true;
      return null;
    }
    state.failedUnlocks += 1;
    if (state.failedUnlocks >= 3) state.unlockRetryAt = state.now() + 30;
    state.push('app');
    return refuse('wrong_passphrase', 'The passphrase is not the right one. Nothing was opened.');
  };
  return { state, quiet, done, agents, agentOf, waiting, decided, tryPassphrase };
}
