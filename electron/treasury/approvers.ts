// Approvers: the Ledger whose signature an approval above the fleet's limit needs. Enrolled once, with its address agreed to on its screen.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { Network } from '../../shared/domain/network.ts';
import type { Result } from '../../shared/domain/result.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import { accountScripts } from '../bitcoin/account-scripts.ts';
import { pathText, readXpub } from '../bitcoin/extended-key.ts';
import { readPolicy, singleKeyPolicy, standardPath } from '../bitcoin/wallet-policy.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { checkOnDevice } from './device-check.ts';
import { shortAddress, type TreasuryLog } from './entries.ts';
import { OperationRefused, type Operations } from './operations.ts';

export type Approver = {
  readonly fingerprint: string;
  /** Of the key that signs; by it a signature is verified on reading. */
  readonly address: string;
  /** Of that key, `m/84'/…`. */
  readonly path: string;
  readonly enrolledAt: UnixSeconds;
};

export type Approvers = {
  /** The one that counts now; null: none was enrolled. */
  readonly current: () => Approver | null;
  readonly enrol: (reason: string, deviceId: string | null, actor: AuditActor) => Result<string>;
};

/** Own default: an account of its own below the 100 that the Bitcoin app takes without a warning, so that it never shares a key with coins. */
export const APPROVER_ACCOUNT = 99;

export function createApprovers({
  database,
  operations,
  log,
  network,
  clock,
  random,
}: {
  readonly database: Database;
  readonly operations: Operations;
  readonly log: TreasuryLog;
  readonly network: () => Network;
  readonly clock: Clock;
  readonly random: Random;
}): Approvers {
  const newest = database.prepare<{
    fingerprint: string;
    address: string;
    path: string;
    enrolled_at: number;
  }>(
    `SELECT fingerprint, address, path, enrolled_at FROM treasury_approvers WHERE replaced_at IS NULL
     ORDER BY enrolled_at DESC, id LIMIT 1`,
  );
  const replace = database.prepare('UPDATE treasury_approvers SET replaced_at = ? WHERE replaced_at IS NULL');
  const insert = database.prepare(
    'INSERT INTO treasury_approvers (id, fingerprint, address, path, enrolled_at) VALUES (?, ?, ?, ?, ?)',
  );

  const current = (): Approver | null => {
    const row = newest.get();
    return row
      ? {
          fingerprint: row.fingerprint,
          address: row.address,
          path: row.path,
          enrolledAt: unixSeconds(row.enrolled_at),
        }
      : null;
  };

  return {
    current,
    enrol: (reason, deviceId, actor) =>
      operations.begin({ kind: 'enrol-approver', about: null, step: 'Looking for the Ledger' }, (work) =>
        work.withDevice(
          { network: network(), fingerprint: null, ...(deviceId === null ? {} : { deviceId }) },
          async (session) => {
            const { fingerprint } = session.info;
            const path = standardPath('wpkh', network(), APPROVER_ACCOUNT);
            work.step('Reading the public key');
            const xpub = await session.accountXpub(`m/${pathText(path)}`, { confirm: false });
            const key = readXpub(xpub, network(), path);
            const policy = singleKeyPolicy('wpkh', { fingerprint, path, xpub });
            const read = readPolicy(policy, network());
            if (!key.ok || !read.ok)
              throw new OperationRefused(
                'protocol',
                'The Ledger gave a key that cannot be read. Nothing was stored.',
                'Try again.',
              );
            const derived = accountScripts(read.value).at(0, 0);
            await checkOnDevice(session, work, { policy, hmac: null, network: network(), derived });
            work.signal.throwIfAborted();
            const before = current();
            database.transaction(() => {
              replace.run(clock.now());
              insert.run(
                newId(random),
                fingerprint,
                derived.address,
                `m/${pathText([...path, 0, 0])}`,
                clock.now(),
              );
              log({
                level: 'warning',
                action: 'enrol-approver',
                actor,
                summary: `Ledger ${fingerprint} enrolled to sign approvals (${shortAddress(derived.address)})`,
                body: {
                  before: before && { fingerprint: before.fingerprint, address: before.address },
                  after: { fingerprint, address: derived.address },
                  reason,
                },
              });
              database.touch('treasury');
            });
            return fingerprint;
          },
        ),
      ),
  };
}
