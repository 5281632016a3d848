// Access entries: who unlocked, locked or gave a wrong passphrase, for the audit log of the open fleet.
import type { Caller } from '../../shared/contract/call.ts';
import type { Clock } from '../store/clock.ts';
import type { Fleet } from './fleet.ts';
import { operator } from './handlers/actor.ts';
import type { OpsLog } from './ops-log.ts';

export type AccessAct = {
  readonly action: 'unlock' | 'lock' | 'confirm-presence' | 'bind-keyring';
  readonly outcome: 'succeeded' | 'refused';
  readonly summary: string;
  /** Passphrases refused since the last good one. */
  readonly failures: number;
};

export type AccessEntries = (fleet: Fleet, caller: Caller, act: AccessAct) => void;

export function createAccessEntries(clock: Clock, log: OpsLog): AccessEntries {
  return ({ database, audit }, caller, { action, outcome, summary, failures }) => {
    try {
      database.transaction(
        () =>
          void audit.append(clock.now(), {
            level: outcome === 'refused' ? 'warning' : 'info',
            category: 'access',
            action,
            actor: operator(caller),
            outcome,
            agentId: null,
            correlation: null,
            summary,
            body: { failures },
          }),
      );
    } catch (error) {
      // A full disk must not keep the operator out of the console that says so.
      log.error('An entry about access could not be written.', error, { action });
    }
  };
}
