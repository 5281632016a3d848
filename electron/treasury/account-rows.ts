// Account rows: cold accounts and the addresses of theirs that matter, as they stand in the database. Writes run inside the caller's transaction.
import type { Network } from '../../shared/domain/network.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { AccountType } from '../../shared/domain/treasury.ts';
import { accountScripts, type AccountScripts, type DerivedScript } from '../bitcoin/account-scripts.ts';
import { readPolicy } from '../bitcoin/wallet-policy.ts';
import type { Fingerprint } from '../hardware/hardware-wallet.ts';
import type { Database } from '../store/database.ts';
import type { ColdAccount, OpenAccount, Place } from './cold-account.ts';

type AccountRecord = {
  id: string;
  name: string;
  network: string;
  type: string;
  account_number: number | null;
  fingerprint: string;
  policy_name: string;
  template: string;
  keys: string;
  descriptor: string;
  created_at: number;
  checked_at: number | null;
  scanned_at: number | null;
  scanned_height: number | null;
};

export type AddressMark = Place & {
  /** scriptPubKey, hex. */
  readonly script: string;
  readonly checkedAt: UnixSeconds | null;
  readonly offeredAt: UnixSeconds | null;
};

export type AccountRows = {
  /** Those that were not removed, oldest first. Throws when a stored policy cannot be read: the file was changed by another hand. */
  readonly list: () => readonly OpenAccount[];
  readonly get: (id: string) => OpenAccount | undefined;
  readonly insert: (account: ColdAccount) => void;
  readonly registered: (id: string, fingerprint: Fingerprint, hmac: string, at: UnixSeconds) => void;
  readonly rename: (id: string, name: string) => void;
  readonly remove: (id: string, at: UnixSeconds) => void;
  readonly scanned: (id: string, at: UnixSeconds, height: number) => void;
  readonly marks: (id: string) => readonly AddressMark[];
  readonly mark: (id: string, place: Place) => AddressMark | undefined;
  /** The device showed it, the scripts agree, a person agreed. */
  readonly checked: (id: string, place: Place, script: string, at: UnixSeconds) => void;
  readonly offered: (id: string, place: Place, script: string, at: UnixSeconds) => void;
  /** Derived and asked for: known by their scripts from now on. */
  readonly derived: (id: string, addresses: readonly (Place & { readonly script: string })[]) => void;
};

const COLUMNS = `id, name, network, type, account_number, fingerprint, policy_name, template, keys, descriptor, created_at, checked_at,
  scanned_at, scanned_height`;

const time = (value: number | null): UnixSeconds | null => (value === null ? null : unixSeconds(value));

function open(row: AccountRecord): OpenAccount {
  const network = row.network as Network;
  const policy = { name: row.policy_name, template: row.template, keys: JSON.parse(row.keys) as string[] };
  const read = readPolicy(policy, network);
  if (!read.ok) throw new Error(`the policy of account ${row.id} cannot be read: ${read.code}`);
  return {
    id: row.id,
    name: row.name,
    network,
    type: row.type as AccountType,
    accountNumber: row.account_number,
    fingerprint: row.fingerprint,
    policy,
    descriptor: row.descriptor,
    createdAt: unixSeconds(row.created_at),
    checkedAt: time(row.checked_at),
    scannedAt: time(row.scanned_at),
    scannedHeight: row.scanned_height,
    registrations: new Map(),
    scripts: remembered(accountScripts(read.value)),
  };
}

export function createAccountRows(database: Database): AccountRows {
  const all = database.prepare<AccountRecord>(
    `SELECT ${COLUMNS} FROM treasury_accounts WHERE removed_at IS NULL ORDER BY created_at, id`,
  );
  const insert = database.prepare(
    `INSERT INTO treasury_accounts (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const rename = database.prepare('UPDATE treasury_accounts SET name = ? WHERE id = ?');
  const remove = database.prepare('UPDATE treasury_accounts SET removed_at = ? WHERE id = ?');
  const scanned = database.prepare(
    'UPDATE treasury_accounts SET scanned_at = ?, scanned_height = ? WHERE id = ?',
  );
  const marks = database.prepare<{
    change: number;
    position: number;
    script: string;
    checked_at: number | null;
    offered_at: number | null;
  }>('SELECT change, position, script, checked_at, offered_at FROM treasury_addresses WHERE account_id = ?');
  const upsert = (column: 'checked_at' | 'offered_at') =>
    database.prepare(
      `INSERT INTO treasury_addresses (account_id, change, position, script, ${column}) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${column} = excluded.${column}`,
    );
  const derived = database.prepare(
    `INSERT INTO treasury_addresses (account_id, change, position, script) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const register = database.prepare(
    `INSERT INTO treasury_registrations (account_id, fingerprint, hmac, registered_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET hmac = excluded.hmac, registered_at = excluded.registered_at`,
  );
  const registrations = database.prepare<{ account_id: string; fingerprint: string; hmac: string }>(
    'SELECT account_id, fingerprint, hmac FROM treasury_registrations ORDER BY registered_at, fingerprint',
  );
  const checked = upsert('checked_at');
  const offered = upsert('offered_at');

  // Deriving keeps the nodes of both chains, so an account is opened once and kept; keyed by all that may change of it.
  const opened = new Map<string, OpenAccount>();
  const openOnce = (row: AccountRecord, hmacs: ReadonlyMap<Fingerprint, string>): OpenAccount => {
    const known = opened.get(row.id);
    const fresh = { ...(known ? renewed(row, known) : open(row)), registrations: hmacs };
    opened.set(row.id, fresh);
    return fresh;
  };

  const list = (): readonly OpenAccount[] => {
    const registered = registrations.all();
    return all
      .all()
      .map((row) =>
        openOnce(
          row,
          new Map(
            registered
              .filter(({ account_id }) => account_id === row.id)
              .map(({ fingerprint, hmac }) => [fingerprint, hmac]),
          ),
        ),
      );
  };
  const marksOf = (id: string): readonly AddressMark[] =>
    marks.all(id).map((row) => ({
      change: row.change === 1 ? 1 : 0,
      index: row.position,
      script: row.script,
      checkedAt: time(row.checked_at),
      offeredAt: time(row.offered_at),
    }));

  return {
    list,
    get: (id) => list().find((account) => account.id === id),
    insert: (account) =>
      void insert.run(
        account.id,
        account.name,
        account.network,
        account.type,
        account.accountNumber,
        account.fingerprint,
        account.policy.name,
        account.policy.template,
        JSON.stringify(account.policy.keys),
        account.descriptor,
        account.createdAt,
        account.checkedAt,
        account.scannedAt,
        account.scannedHeight,
      ),
    rename: (id, name) => void rename.run(name, id),
    remove: (id, at) => void remove.run(at, id),
    scanned: (id, at, height) => void scanned.run(at, height, id),
    marks: marksOf,
    mark: (id, place) =>
      marksOf(id).find(({ change, index }) => change === place.change && index === place.index),
    registered: (id, fingerprint, hmac, at) => void register.run(id, fingerprint, hmac, at),
    derived: (id, addresses) => {
      for (const { change, index, script } of addresses) derived.run(id, change, index, script);
    },
    checked: (id, { change, index }, script, at) => void checked.run(id, change, index, script, at),
    offered: (id, { change, index }, script, at) => void offered.run(id, change, index, script, at),
  };
}

/** Deriving costs a point multiplication each, and what is shown is derived again and again: each address once. */
function remembered(scripts: AccountScripts): AccountScripts {
  const known = new Map<string, DerivedScript>();
  return {
    ...scripts,
    at: (change, index) => {
      const key = `${change}/${index}`;
      const derived = known.get(key) ?? scripts.at(change, index);
      known.set(key, derived);
      return derived;
    },
  };
}

/** What may have changed of an account since it was opened: its policy never does. */
function renewed(row: AccountRecord, known: OpenAccount): OpenAccount {
  return {
    ...known,
    name: row.name,
    checkedAt: time(row.checked_at),
    scannedAt: time(row.scanned_at),
    scannedHeight: row.scanned_height,
  };
}
