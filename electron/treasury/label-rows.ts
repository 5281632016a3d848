// Label rows: what the operator calls addresses, coins and transactions, by the kinds of BIP-329. Writes run inside the caller's transaction.
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Label } from '../bitcoin/labels.ts';
import type { Database } from '../store/database.ts';

export type LabelKind = 'address' | 'output' | 'tx';

export type LabelRows = {
  /** Empty: none. */
  readonly of: (accountId: string, kind: LabelKind, ref: string) => string;
  /** An empty label takes it away. */
  readonly set: (accountId: string, kind: LabelKind, ref: string, label: string, at: UnixSeconds) => void;
  /** An output that is frozen is not spent until it is thawed. */
  readonly freeze: (accountId: string, outpoint: string, frozen: boolean, at: UnixSeconds) => void;
  readonly frozen: (accountId: string) => ReadonlySet<string>;
  readonly all: (accountId: string) => readonly Label[];
};

const TYPES = { address: 'addr', output: 'output', tx: 'tx' } as const;

export function createLabelRows(database: Database): LabelRows {
  const one = database.prepare<{ label: string }>(
    'SELECT label FROM treasury_labels WHERE account_id = ? AND kind = ? AND ref = ?',
  );
  const put = database.prepare(
    `INSERT INTO treasury_labels (account_id, kind, ref, label, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET label = excluded.label, at = excluded.at`,
  );
  const freeze = database.prepare(
    `INSERT INTO treasury_labels (account_id, kind, ref, label, spendable, at) VALUES (?, 'output', ?, '', ?, ?)
     ON CONFLICT DO UPDATE SET spendable = excluded.spendable, at = excluded.at`,
  );
  const tidy = database.prepare(
    `DELETE FROM treasury_labels WHERE account_id = ? AND label = '' AND spendable = 1`,
  );
  const frozen = database.prepare<{ ref: string }>(
    `SELECT ref FROM treasury_labels WHERE account_id = ? AND kind = 'output' AND spendable = 0`,
  );
  const all = database.prepare<{ kind: LabelKind; ref: string; label: string; spendable: number }>(
    'SELECT kind, ref, label, spendable FROM treasury_labels WHERE account_id = ? ORDER BY kind, ref',
  );
  return {
    of: (accountId, kind, ref) => one.get(accountId, kind, ref)?.label ?? '',
    set: (accountId, kind, ref, label, at) => {
      put.run(accountId, kind, ref, label, at);
      tidy.run(accountId);
    },
    freeze: (accountId, outpoint, isFrozen, at) => {
      freeze.run(accountId, outpoint, isFrozen ? 0 : 1, at);
      tidy.run(accountId);
    },
    frozen: (accountId) => new Set(frozen.all(accountId).map(({ ref }) => ref)),
    all: (accountId) =>
      all.all(accountId).map(({ kind, ref, label, spendable }) => ({
        type: TYPES[kind],
        ref,
        ...(label === '' ? {} : { label }),
        ...(kind === 'output' && spendable === 0 ? { spendable: false } : {}),
      })),
  };
}
