// The schema, as steps that were each applied once and never change again. `user_version` counts them.
import type Driver from 'better-sqlite3-multiple-ciphers';

const FIRST = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Tamper-evident log. \`canonical\` is what was hashed; the other columns repeat it for filters.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  level INTEGER NOT NULL,
  category TEXT NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL,
  actor TEXT NOT NULL,
  agent_id TEXT,
  correlation TEXT,
  summary TEXT NOT NULL,
  canonical TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_agent ON audit (agent_id, seq) WHERE agent_id IS NOT NULL;
CREATE INDEX audit_correlation ON audit (correlation, seq) WHERE correlation IS NOT NULL;
CREATE INDEX audit_level ON audit (level, seq) WHERE level >= 2;
-- The list without the long texts, in the order of the list: filters and counts read this and not the entries (30 times less to read).
CREATE INDEX audit_list ON audit (seq, at, level, category, outcome, agent_id, summary);

-- Secrets sealed by the vault's own key on top of the file's encryption (see electron/vault).
CREATE TABLE sealed (purpose TEXT NOT NULL, id TEXT NOT NULL, box BLOB NOT NULL, PRIMARY KEY (purpose, id)) STRICT, WITHOUT ROWID;

CREATE TABLE nodes (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  socket TEXT NOT NULL,
  public_key TEXT NOT NULL,
  network TEXT NOT NULL,
  tls_pin TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  node_id TEXT NOT NULL REFERENCES nodes (id),
  draw TEXT NOT NULL CHECK (draw IN ('allotted', 'dedicated')),
  frozen_at INTEGER,
  frozen_reason TEXT,
  policy_version INTEGER NOT NULL,
  -- credits + received - debits - settled outflow; what is reserved is taken off when read. Moved in the transaction of what moves it.
  booked_msat INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE policies (
  agent_id TEXT NOT NULL REFERENCES agents (id),
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (agent_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE fleet_policies (
  version INTEGER PRIMARY KEY,
  body TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- The client's secret is in no column: only its public key is known here.
CREATE TABLE connections (
  id TEXT PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (id),
  label TEXT NOT NULL,
  client_key TEXT NOT NULL UNIQUE,
  service_key TEXT NOT NULL UNIQUE,
  methods TEXT NOT NULL,
  relays TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_seen_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX connections_agent ON connections (agent_id);

-- What moves an allotment besides spends. Amounts are positive; \`kind\` gives the sign.
CREATE TABLE balance_moves (
  id INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (id),
  kind TEXT NOT NULL CHECK (kind IN ('credit', 'debit', 'received')),
  amount_msat INTEGER NOT NULL CHECK (amount_msat > 0),
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX balance_moves_agent ON balance_moves (agent_id, id);

-- Every request by its event id, kept 30 days: a replay is answered from here. \`answer\` is null until there is a final one.
CREATE TABLE requests (
  event_id TEXT PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connections (id),
  agent_id TEXT NOT NULL,
  method TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  spend_id TEXT,
  answer TEXT,
  answered_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_agent ON requests (agent_id, received_at);
CREATE INDEX requests_open ON requests (spend_id) WHERE answer IS NULL;

-- With a rowid: its rows are long, and long rows of a WITHOUT ROWID table spill into pages of their own.
CREATE TABLE spends (
  id TEXT PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (id),
  connection_id TEXT NOT NULL REFERENCES connections (id),
  node_id TEXT NOT NULL REFERENCES nodes (id),
  asked_by TEXT NOT NULL CHECK (asked_by IN ('pay_invoice', 'pay')),
  state TEXT NOT NULL,
  payment_hash TEXT NOT NULL,
  -- 1 for the first spend of this hash, 2 for the next try, …
  attempt INTEGER NOT NULL,
  invoice TEXT NOT NULL,
  destination TEXT NOT NULL,
  amount_msat INTEGER NOT NULL CHECK (amount_msat >= 0),
  fee_limit_msat INTEGER NOT NULL CHECK (fee_limit_msat >= 0),
  fee_msat INTEGER,
  preimage TEXT,
  purpose TEXT NOT NULL,
  description TEXT NOT NULL,
  policy_version INTEGER NOT NULL,
  code TEXT,
  -- What was measured when it was judged (electron/gate/measured.ts), so that another policy can be asked about the same moment.
  -- Before the long \`rules\`, so that reading it stays on the row's first page.
  measured TEXT NOT NULL DEFAULT '',
  rules TEXT NOT NULL,
  by_hand INTEGER NOT NULL DEFAULT 0,
  decision_reason TEXT,
  decided_at INTEGER,
  decided_seq INTEGER,
  grant_expires_at INTEGER,
  invoice_expires_at INTEGER NOT NULL,
  hold_expires_at INTEGER,
  asked_at INTEGER NOT NULL,
  reserved_at INTEGER,
  dispatched_at INTEGER,
  -- The later of reservation and settlement; what the rolling window goes by.
  counted_at INTEGER,
  ended_at INTEGER,
  -- First time the node said it does not know this payment (reconciliation).
  missing_since INTEGER,
  -- A person looked at the node and said so. Frees nothing: the payment counts until the node itself says how it ended.
  checked_at INTEGER,
  checked_reason TEXT,
  checked_seq INTEGER,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
-- One live or settled payment per hash, whatever the code above believes.
CREATE UNIQUE INDEX spends_one_per_hash ON spends (payment_hash) WHERE state IN ('reserved', 'dispatched', 'unknown', 'settled');
CREATE INDEX spends_hash ON spends (payment_hash, agent_id, asked_at);
CREATE INDEX spends_agent ON spends (agent_id, asked_at);
CREATE INDEX spends_agent_counted ON spends (agent_id, counted_at, amount_msat, fee_msat) WHERE state = 'settled';
CREATE INDEX spends_counted ON spends (counted_at, amount_msat, fee_msat) WHERE state = 'settled';
CREATE INDEX spends_live ON spends (state, agent_id) WHERE state IN ('reserved', 'dispatched', 'unknown');
CREATE INDEX spends_expired ON spends (ended_at) WHERE state = 'expired';
CREATE INDEX spends_waiting ON spends (state, asked_at) WHERE state IN ('held', 'granted');
CREATE INDEX spends_decided ON spends (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX spends_destination ON spends (destination, agent_id) WHERE state = 'settled';

-- Outgoing payments of a node that no agent asked for. They count against the fleet.
CREATE TABLE foreign_payments (
  payment_hash TEXT PRIMARY KEY,
  node_id TEXT NOT NULL REFERENCES nodes (id),
  amount_msat INTEGER NOT NULL,
  -- When it was made; once it has settled, when that was seen.
  at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  -- 0: still on its way, and counting however long that takes.
  final INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX foreign_payments_open ON foreign_payments (node_id) WHERE final = 0;
CREATE INDEX foreign_payments_at ON foreign_payments (at);

-- What was spent in each ten minutes (\`bucket\` is their first second), by agent, and under '' by the whole fleet with its foreign
-- payments: a window is a few of these rows and not every payment of a day. Kept by triggers, so that no write can forget it.
CREATE TABLE outflow (
  agent_id TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  used_msat INTEGER NOT NULL,
  PRIMARY KEY (agent_id, bucket)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER outflow_counted AFTER INSERT ON spends WHEN NEW.state = 'settled' BEGIN
  INSERT INTO outflow VALUES
    (NEW.agent_id, NEW.counted_at / 600 * 600, NEW.amount_msat + NEW.fee_msat),
    ('', NEW.counted_at / 600 * 600, NEW.amount_msat + NEW.fee_msat)
    ON CONFLICT DO UPDATE SET used_msat = used_msat + excluded.used_msat;
END;
CREATE TRIGGER outflow_settled AFTER UPDATE OF state ON spends WHEN NEW.state = 'settled' AND OLD.state <> 'settled' BEGIN
  INSERT INTO outflow VALUES
    (NEW.agent_id, NEW.counted_at / 600 * 600, NEW.amount_msat + NEW.fee_msat),
    ('', NEW.counted_at / 600 * 600, NEW.amount_msat + NEW.fee_msat)
    ON CONFLICT DO UPDATE SET used_msat = used_msat + excluded.used_msat;
END;
CREATE TRIGGER outflow_removed AFTER DELETE ON spends WHEN OLD.state = 'settled' BEGIN
  UPDATE outflow SET used_msat = used_msat - (OLD.amount_msat + OLD.fee_msat)
    WHERE agent_id IN (OLD.agent_id, '') AND bucket = OLD.counted_at / 600 * 600;
END;
CREATE TRIGGER outflow_foreign AFTER INSERT ON foreign_payments WHEN NEW.final = 1 BEGIN
  INSERT INTO outflow VALUES ('', NEW.at / 600 * 600, NEW.amount_msat)
    ON CONFLICT DO UPDATE SET used_msat = used_msat + excluded.used_msat;
END;
CREATE TRIGGER outflow_foreign_settled AFTER UPDATE OF final ON foreign_payments WHEN NEW.final = 1 AND OLD.final = 0 BEGIN
  INSERT INTO outflow VALUES ('', NEW.at / 600 * 600, NEW.amount_msat)
    ON CONFLICT DO UPDATE SET used_msat = used_msat + excluded.used_msat;
END;
CREATE TRIGGER outflow_foreign_removed AFTER DELETE ON foreign_payments WHEN OLD.final = 1 BEGIN
  UPDATE outflow SET used_msat = used_msat - OLD.amount_msat WHERE agent_id = '' AND bucket = OLD.at / 600 * 600;
END;

-- Invoices made for agents.
CREATE TABLE invoices (
  payment_hash TEXT PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (id),
  node_id TEXT NOT NULL REFERENCES nodes (id),
  invoice TEXT NOT NULL,
  amount_msat INTEGER NOT NULL,
  received_msat INTEGER,
  description TEXT NOT NULL,
  preimage TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invoices_agent ON invoices (agent_id, created_at);
CREATE INDEX invoices_open ON invoices (node_id) WHERE settled_at IS NULL;

CREATE TABLE destination_labels (destination TEXT PRIMARY KEY, label TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

const TREASURY = `
-- Cold accounts. SECURITY: what is kept is what a device told: extended public keys. There is no column a private key could be in.
CREATE TABLE treasury_accounts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  network TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('wpkh', 'tr', 'policy')),
  account_number INTEGER,
  -- Master fingerprint of the device it was made on.
  fingerprint TEXT NOT NULL,
  -- BIP-388: template and keys with their origin, as JSON; the name is empty for the default policy of one key.
  policy_name TEXT NOT NULL,
  template TEXT NOT NULL,
  keys TEXT NOT NULL,
  descriptor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  checked_at INTEGER,
  scanned_at INTEGER,
  -- Height of the tip when that scan began: nothing is counted deeper than it.
  scanned_height INTEGER,
  removed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX treasury_accounts_once ON treasury_accounts (descriptor) WHERE removed_at IS NULL;

-- Policies of several keys by the devices on which a person registered them. \`hmac\` is the device's own proof of it.
CREATE TABLE treasury_registrations (
  account_id TEXT NOT NULL REFERENCES treasury_accounts (id),
  fingerprint TEXT NOT NULL,
  hmac TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, fingerprint)
) STRICT, WITHOUT ROWID;

-- Addresses that were derived and matter: used, offered, or checked. \`change\` 0 receives, 1 is change.
CREATE TABLE treasury_addresses (
  account_id TEXT NOT NULL REFERENCES treasury_accounts (id),
  change INTEGER NOT NULL CHECK (change IN (0, 1)),
  position INTEGER NOT NULL,
  script TEXT NOT NULL,
  -- The device showed it, its script was ours, and a person agreed.
  checked_at INTEGER,
  -- Given out: to a sweep or to a person. It is not proposed again.
  offered_at INTEGER,
  PRIMARY KEY (account_id, change, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX treasury_addresses_script ON treasury_addresses (script);

-- Labels of BIP-329. \`ref\`: address, txid, or txid:index.
CREATE TABLE treasury_labels (
  account_id TEXT NOT NULL REFERENCES treasury_accounts (id),
  kind TEXT NOT NULL CHECK (kind IN ('address', 'output', 'tx')),
  ref TEXT NOT NULL,
  label TEXT NOT NULL,
  -- Of an output: 0 is frozen, not to be spent (BIP-329 \`spendable\`).
  spendable INTEGER NOT NULL DEFAULT 1,
  at INTEGER NOT NULL,
  PRIMARY KEY (account_id, kind, ref)
) STRICT, WITHOUT ROWID;

-- What the chain source said last of each transaction of an account, so that what it says next can be compared.
CREATE TABLE treasury_transactions (
  account_id TEXT NOT NULL REFERENCES treasury_accounts (id),
  txid TEXT NOT NULL,
  -- The transaction as JSON; amounts are decimal satoshi text.
  body TEXT NOT NULL,
  block_height INTEGER,
  block_hash TEXT,
  block_time INTEGER,
  state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'conflicted', 'reorganised')),
  first_seen_at INTEGER NOT NULL,
  -- It was deep enough once: what that set off happens once.
  matured_at INTEGER,
  PRIMARY KEY (account_id, txid)
) STRICT, WITHOUT ROWID;

-- With a rowid: PSBTs are long.
CREATE TABLE treasury_drafts (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES treasury_accounts (id),
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  -- What the operator was shown, as JSON; amounts are decimal satoshi text.
  plan TEXT NOT NULL,
  -- Base64, version 0, with the signatures there are.
  psbt TEXT NOT NULL,
  -- Final transaction, hex, compared with the plan; null until every signature is there and valid.
  raw TEXT,
  -- Of the unsigned transaction; every input is segwit, so signing does not change it.
  txid TEXT NOT NULL,
  replaces TEXT,
  reason TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  ended_at INTEGER
) STRICT;
CREATE INDEX treasury_drafts_open ON treasury_drafts (account_id, created_at) WHERE ended_at IS NULL;
CREATE INDEX treasury_drafts_txid ON treasury_drafts (txid);

-- Written down before the first byte leaves. \`outcome\` unknown: it may be out, whatever the source said.
CREATE TABLE treasury_broadcasts (
  id TEXT PRIMARY KEY,
  draft_id TEXT NOT NULL REFERENCES treasury_drafts (id),
  txid TEXT NOT NULL,
  raw TEXT NOT NULL,
  ordered_at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('unknown', 'accepted', 'refused')),
  answered_at INTEGER,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX treasury_broadcasts_draft ON treasury_broadcasts (draft_id);

-- Cold to hot: credited once, when the payment is deep enough and the node covers it.
CREATE TABLE treasury_refills (
  draft_id TEXT PRIMARY KEY REFERENCES treasury_drafts (id),
  agent_id TEXT NOT NULL REFERENCES agents (id),
  node_id TEXT NOT NULL REFERENCES nodes (id),
  address TEXT NOT NULL,
  amount_msat INTEGER NOT NULL CHECK (amount_msat > 0),
  credited_at INTEGER,
  -- Why a payment that is deep enough is not credited yet.
  waits_for TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Hot to cold: the agent is debited in the transaction that writes this row, before the node is told to send.
CREATE TABLE treasury_sweeps (
  id TEXT PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (id),
  node_id TEXT NOT NULL REFERENCES nodes (id),
  account_id TEXT NOT NULL REFERENCES treasury_accounts (id),
  position INTEGER NOT NULL,
  address TEXT NOT NULL,
  amount_msat INTEGER NOT NULL CHECK (amount_msat > 0),
  fee_rate INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ordered', 'sent', 'refused', 'confirmed')),
  txid TEXT,
  reason TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  ordered_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
-- One order per address, whatever is called twice; an order the node refused leaves the address free.
CREATE UNIQUE INDEX treasury_sweeps_once ON treasury_sweeps (account_id, position) WHERE state <> 'refused';

-- The devices that sign approvals; the newest that was not replaced is the one that counts.
CREATE TABLE treasury_approvers (
  id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  address TEXT NOT NULL,
  path TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  replaced_at INTEGER
) STRICT, WITHOUT ROWID;
`;

const STEPS: readonly string[] = [FIRST, TREASURY];

export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
}

/** Applies the missing steps in one transaction. A file of a newer version is refused rather than guessed at. */
export function migrate(driver: Driver.Database): void {
  const found = Number(driver.pragma('user_version', { simple: true }));
  if (found > STEPS.length)
    throw new NewerSchemaError(`the ledger was written by a newer version (schema ${found})`);
  if (found === STEPS.length) return;
  driver.exec('BEGIN IMMEDIATE');
  try {
    for (const step of STEPS.slice(found)) driver.exec(step);
    driver.pragma(`user_version = ${STEPS.length}`);
    driver.exec('COMMIT');
  } catch (error) {
    driver.exec('ROLLBACK');
    throw error;
  }
}
