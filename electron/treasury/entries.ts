// Entries: what the treasury writes into the audit log, in one form. Amounts are decimal msat text under keys that end in `Msat`.
import type { AuditActor, AuditBody, AuditLevel, AuditOutcome } from '../../shared/domain/audit-entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Clock } from '../store/clock.ts';

export type TreasuryEntry = {
  readonly level?: AuditLevel;
  readonly action: string;
  readonly outcome?: AuditOutcome;
  readonly actor: AuditActor;
  readonly summary: string;
  readonly body: AuditBody;
  readonly agentId?: string | null;
  /** Joins what belongs together: a draft's, sweep's or account's id. */
  readonly correlation?: string | null;
};

/** Appends inside the caller's transaction. */
export type TreasuryLog = (entry: TreasuryEntry) => number;

export const CONSOLE: AuditActor = { kind: 'gate' };

export function createTreasuryLog(audit: AuditLog, clock: Clock): TreasuryLog {
  return ({ level = 'info', outcome = 'succeeded', agentId = null, correlation = null, ...entry }) =>
    audit.append(clock.now(), { ...entry, category: 'treasury', level, outcome, agentId, correlation });
}

/** `tb1qw508d…3t4`, for a sentence: the whole address stands in the body. */
export const shortAddress = (address: string): string =>
  address.length <= 20 ? address : `${address.slice(0, 10)}…${address.slice(-6)}`;

export const shortTxid = (txid: string): string => `${txid.slice(0, 8)}…${txid.slice(-4)}`;
