// Ledger witness: does the ledger show what its own log says was done? Each page of the file is sealed by itself, so an old page put back
// by somebody without the key reads as well as a new one; the log's head is kept outside the file (anchor.ts). Rule: docs/gate.md, section 4.
import { unixSeconds, WINDOW_SECONDS, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';
import { BUCKET_SECONDS, bucketOf } from '../store/outflow-bucket.ts';

export type LedgerWitness = {
  /**
   * What stands otherwise than the log says, in words; empty when nothing does. Freezes, limits, revocations and balances of all time, payments of
   * the last window. About 0.3 s for 400,000 entries.
   */
  readonly contradictions: () => readonly string[];
  /** Makes the indexes and the sums of the window anew from the payments themselves. Inside a transaction. */
  readonly makeAnew: () => void;
};

/** Acts that loosen or tighten what agents may do; the newest of each kind is in force. */
const ACTS = `acts AS MATERIALIZED (
  SELECT seq, category, action, agent_id, canonical FROM audit
  WHERE seq IN (SELECT seq FROM audit INDEXED BY audit_list WHERE category IN ('agent', 'gate', 'key', 'policy'))
    AND action IN ('freeze', 'unfreeze', 'set-policy', 'set-fleet-policy', 'revoke'))`;

const VERSION = `json_extract(canonical, '$.body.version')`;

const CHECKS: readonly string[] = [
  // Entries are numbered without a gap: an old page of the index lacks those that came after it.
  `SELECT 'the log’s index does not hold every entry' AS words FROM (SELECT count(*) AS held FROM audit INDEXED BY audit_list)
   WHERE held <> (SELECT coalesce(max(seq), 0) FROM audit NOT INDEXED)`,
  `SELECT 'agent “' || agents.name || '” is ' || iif(frozen_at IS NULL, 'not frozen', 'frozen') AS words
   FROM (SELECT agent_id, action, max(seq) FROM acts WHERE category = 'agent' AND action IN ('freeze', 'unfreeze') GROUP BY agent_id) AS last
   JOIN agents ON agents.id = last.agent_id WHERE (frozen_at IS NOT NULL) <> (last.action = 'freeze')`,
  `SELECT 'the fleet is ' || iif(action = 'freeze', 'not frozen', 'frozen') AS words
   FROM (SELECT action, max(seq) AS seq FROM acts WHERE category = 'gate' AND action IN ('freeze', 'unfreeze'))
   WHERE seq IS NOT NULL AND (action = 'freeze') <> EXISTS (SELECT 1 FROM meta WHERE name = 'fleet_freeze')`,
  `SELECT 'agent “' || agents.name || '” has version ' || policy_version || ' of its limits and not ' || last.version AS words
   FROM (SELECT agent_id, ${VERSION} AS version, max(seq) FROM acts WHERE action = 'set-policy' GROUP BY agent_id) AS last
   JOIN agents ON agents.id = last.agent_id WHERE policy_version <> last.version`,
  `SELECT 'the fleet’s limits are not those that were set last' AS words
   FROM (SELECT ${VERSION} AS version, max(seq) FROM acts WHERE action = 'set-fleet-policy') AS last
   WHERE last.version <> (SELECT coalesce(max(version), 0) FROM fleet_policies)`,
  `SELECT 'connection “' || label || '” is not revoked' AS words
   FROM acts JOIN connections ON connections.id = json_extract(canonical, '$.body.connectionId')
   WHERE action = 'revoke' AND revoked_at IS NULL`,
  `SELECT 'the balance of agent “' || name || '” is not what came and went' AS words FROM agents
   WHERE booked_msat <>
     (SELECT coalesce(sum(iif(kind = 'debit', 0 - amount_msat, amount_msat)), 0) FROM balance_moves WHERE agent_id = agents.id)
     - (SELECT coalesce(sum(amount_msat + fee_msat), 0) FROM spends WHERE agent_id = agents.id AND state = 'settled')`,
];

/**
 * What the log says was settled in the window. By the log's own rows and the payments' ids, for an index is made of pages too.
 * ?1: first second, ?2: the entry before.
 */
const SETTLED = `settled AS MATERIALIZED (
  SELECT agent_id, ${bucketOf('counted_at')} AS bucket, amount_msat + fee_msat AS part_msat FROM spends
  WHERE id IN (SELECT correlation FROM audit NOT INDEXED WHERE seq > ?2 AND category = 'payment' AND action = 'settle')
    AND counted_at >= ?1)`;

/** One row per owner and ten minutes that a way to add up and the settled payments do not agree about. */
const differing = (parts: string): string => `WITH ${SETTLED}
  SELECT owner, bucket, sum(part_msat) AS off_msat FROM (${parts}) GROUP BY owner, bucket HAVING sum(part_msat) <> 0`;
const OF_AGENTS = 'SELECT agent_id AS owner, bucket, part_msat FROM settled';
const OF_FLEET = `SELECT '' AS owner, bucket, part_msat FROM settled`;

const SUMS = differing(`${OF_AGENTS} UNION ALL ${OF_FLEET}
  UNION ALL SELECT '', ${bucketOf('at')}, amount_msat FROM foreign_payments WHERE final = 1 AND at >= ?1
  UNION ALL SELECT agent_id, bucket, 0 - used_msat FROM outflow WHERE bucket >= ?1`);

/** The indexes by which the gate reads the window, held against the same. */
const INDEXES: readonly string[] = [
  differing(`${OF_AGENTS} UNION ALL
    SELECT agents.id, ${bucketOf('counted_at')}, 0 - amount_msat - fee_msat
    FROM agents CROSS JOIN spends INDEXED BY spends_agent_counted ON agent_id = agents.id
    WHERE state = 'settled' AND counted_at >= ?1`),
  differing(`${OF_FLEET} UNION ALL
    SELECT '', ${bucketOf('counted_at')}, 0 - amount_msat - fee_msat FROM spends INDEXED BY spends_counted
    WHERE state = 'settled' AND counted_at >= ?1`),
];

export function createLedgerWitness(database: Database): LedgerWitness {
  // One statement, so that the log is walked once.
  const acts = database.prepare<{ words: string }>(`WITH ${ACTS} ${CHECKS.join(' UNION ALL ')}`);
  const newest = database.prepare<{ at: number | null }>(
    `SELECT max(at) AS at FROM (SELECT at FROM audit ORDER BY seq DESC LIMIT 1)`,
  );
  const highest = database.prepare<{ value: string }>(`SELECT value FROM meta WHERE name = 'highest_time'`);
  const lastBefore = database.prepare<{ seq: number }>(
    'SELECT seq FROM audit INDEXED BY audit_list WHERE at < ? ORDER BY seq DESC LIMIT 1',
  );
  const payments = database.prepare<{ count: number }>(
    `SELECT count(*) AS count
     FROM (SELECT correlation, action, canonical, max(seq) FROM audit NOT INDEXED
           WHERE seq > ?1 AND category = 'payment' AND action IN ('dispatch', 'settle', 'fail') GROUP BY correlation) AS last
     LEFT JOIN spends ON spends.id = last.correlation
     WHERE spends.id IS NULL OR CASE last.action
       WHEN 'dispatch' THEN spends.id NOT IN (SELECT id FROM spends INDEXED BY spends_live WHERE state IN ('reserved', 'dispatched', 'unknown'))
       WHEN 'fail' THEN state <> 'failed'
       ELSE state <> 'settled' OR amount_msat <> CAST(json_extract(canonical, '$.body.amountMsat') AS INTEGER)
         OR fee_msat <> CAST(json_extract(canonical, '$.body.feeMsat') AS INTEGER) END`,
  );
  const sums = database.prepare<{ owner: string; bucket: number; off_msat: bigint }>(SUMS);
  const indexes = INDEXES.map((sql) => database.prepare(sql));
  const putRight = database.prepare(
    `INSERT INTO outflow VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET used_msat = used_msat + excluded.used_msat`,
  );

  /** First ten minutes of the window, by the latest time the ledger knows of: sums before it may have been forgotten. */
  const start = (): UnixSeconds => {
    const latest = Math.max(newest.get()?.at ?? 0, Number(highest.get()?.value ?? 0));
    return unixSeconds(Math.ceil(Math.max(0, latest - WINDOW_SECONDS) / BUCKET_SECONDS) * BUCKET_SECONDS);
  };

  return {
    contradictions: () => {
      const from = start();
      const before = lastBefore.get(from)?.seq ?? 0;
      const found = acts.all().map(({ words }) => words);
      const moved = payments.get(before)?.count ?? 0;
      if (moved > 0)
        found.push(
          `${moved} ${moved === 1 ? 'payment stands' : 'payments stand'} otherwise than the log says`,
        );
      if (sums.all(from, before).length > 0) found.push('the sums of the day are not those of its payments');
      if (indexes.some((index) => index.all(from, before).length > 0))
        found.push('an index of the day’s payments is not of these payments');
      return found;
    },
    makeAnew: () => {
      for (const table of ['spends', 'audit']) database.prepare(`REINDEX ${table}`).run();
      const from = start();
      for (const { owner, bucket, off_msat: off } of sums.all(from, lastBefore.get(from)?.seq ?? 0))
        putRight.run(owner, bucket, off);
    },
  };
}
