// Windows: what counts against a limit now. Rolling 24 h by seconds, gross outflow (principal plus fees), incoming money never
// refills it. Rules: docs/gate.md, sections 1 and 4.
import type { AgentId } from '../../shared/domain/ids.ts';
import { msat, saturatingSum, ZERO_MSAT, type Msat } from '../../shared/domain/money.ts';
import { plusSeconds, unixSeconds, WINDOW_SECONDS, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';
import { IN_FLIGHT } from '../store/in-flight.ts';
import { BUCKET_SECONDS, bucketOf } from '../store/outflow-bucket.ts';

export type WindowUse = {
  /** Settled in the window. */
  readonly used: Msat;
  /** Amount plus fee limit of everything without a final outcome, however old. */
  readonly reserved: Msat;
  readonly inFlight: number;
  /** When all of it has rolled off; null when nothing counts. */
  readonly clearsAt: UnixSeconds | null;
};

export type Rate = { readonly lastMinute: number; readonly lastHour: number };

export type Windows = {
  readonly agentUsage: (agentId: AgentId, now: UnixSeconds) => WindowUse;
  /** All agents, plus payments of the nodes that no agent asked for. */
  readonly fleetUsage: (now: UnixSeconds) => WindowUse;
  /** For lists: every agent that has any use. */
  readonly allUsage: (now: UnixSeconds) => ReadonlyMap<AgentId, WindowUse>;
  /** Pay requests of the last 60 s and 3,600 s, refused ones included. */
  readonly rate: (agentId: AgentId, now: UnixSeconds) => Rate;
  /** Largest settled or reserved single payment of the window, with its fee or fee limit. */
  readonly largestSingle: (agentId: AgentId, now: UnixSeconds) => Msat;
  /**
   * What bears a later time than `now` was stamped by a clock that was ahead: it counts from now, or it would count until that time
   * comes. Inside a transaction, once a person has confirmed the clock.
   */
  readonly bringBack: (now: UnixSeconds) => void;
  /** Drops sums that no window can ask for any more. Inside a transaction. */
  readonly forget: (now: UnixSeconds) => void;
};

type UsedRow = { used_msat: bigint | null; newest: number | null };
type SumRow = { used_msat: bigint | null };
type ReservedRow = { reserved_msat: bigint | null; count: number };

/**
 * First second that still counts. Both ends are counted: two payments exactly 24 h apart share an interval of 24 h, and
 * a stored second may hide up to 999 ms.
 */
const since = (now: UnixSeconds): number => now - WINDOW_SECONDS;

/** The bucket in which the window begins. */
const firstBucket = (now: UnixSeconds): number => Math.floor(since(now) / BUCKET_SECONDS) * BUCKET_SECONDS;

/** The fleet's rows of `outflow`. */
const FLEET = '';

export function createWindows(database: Database): Windows {
  const whole = database.prepare<SumRow>(
    'SELECT sum(used_msat) AS used_msat FROM outflow WHERE agent_id = ? AND bucket >= ?',
  );
  const forget = database.prepare('DELETE FROM outflow WHERE bucket < ?');
  const ahead = [
    `UPDATE spends SET counted_at = ?1 WHERE state = 'settled' AND counted_at > ?1`,
    'UPDATE foreign_payments SET at = ?1 WHERE final = 1 AND at > ?1',
    'UPDATE requests SET received_at = ?1 WHERE received_at > ?1',
  ].map((sql) => database.prepare(sql));
  const forgetAll = database.prepare('DELETE FROM outflow');
  const addUp = database.prepare(
    `INSERT INTO outflow SELECT owner, ${bucketOf('at')}, sum(part_msat) FROM (
       SELECT agent_id AS owner, counted_at AS at, amount_msat + fee_msat AS part_msat FROM spends WHERE state = 'settled' AND counted_at >= ?1
       UNION ALL SELECT '${FLEET}', counted_at, amount_msat + fee_msat FROM spends WHERE state = 'settled' AND counted_at >= ?1
       UNION ALL SELECT '${FLEET}', at, amount_msat FROM foreign_payments WHERE final = 1 AND at >= ?1)
     GROUP BY 1, 2`,
  );
  const edgeOfAgent = database.prepare<SumRow>(
    `SELECT sum(amount_msat + fee_msat) AS used_msat
     FROM spends WHERE agent_id = ? AND state = 'settled' AND counted_at >= ? AND counted_at < ?`,
  );
  const newestOfAgent = database.prepare<{ newest: number | null }>(
    `SELECT max(counted_at) AS newest FROM spends WHERE agent_id = ? AND state = 'settled'`,
  );
  const edgeOfFleet = database.prepare<SumRow>(
    `SELECT sum(amount_msat + fee_msat) AS used_msat FROM spends WHERE state = 'settled' AND counted_at >= ? AND counted_at < ?`,
  );
  const edgeOfForeign = database.prepare<SumRow>(
    'SELECT sum(amount_msat) AS used_msat FROM foreign_payments WHERE final = 1 AND at >= ? AND at < ?',
  );
  const openForeign = database.prepare<ReservedRow>(
    'SELECT sum(amount_msat) AS reserved_msat, count(*) AS count FROM foreign_payments WHERE final = 0',
  );
  const newestOfFleet = database.prepare<{ newest: number | null }>(
    `SELECT max(newest) AS newest FROM (SELECT max(counted_at) AS newest FROM spends WHERE state = 'settled'
       UNION ALL SELECT max(at) FROM foreign_payments WHERE final = 1)`,
  );
  const reservedByAgent = database.prepare<ReservedRow>(
    `SELECT sum(amount_msat + fee_limit_msat) AS reserved_msat, count(*) AS count FROM spends WHERE agent_id = ? AND ${IN_FLIGHT}`,
  );
  const reservedByFleet = database.prepare<ReservedRow>(
    `SELECT sum(amount_msat + fee_limit_msat) AS reserved_msat, count(*) AS count FROM spends WHERE ${IN_FLIGHT}`,
  );
  const inUse = database.prepare<{ agent_id: string }>(
    `SELECT agent_id FROM outflow WHERE bucket >= ? AND agent_id <> '${FLEET}'
     UNION SELECT agent_id FROM spends INDEXED BY spends_live WHERE ${IN_FLIGHT}`,
  );
  const rate = database.prepare<{ minute: number | null; hour: number }>(
    'SELECT sum(received_at > ?) AS minute, count(*) AS hour FROM requests WHERE agent_id = ? AND received_at > ?',
  );
  const largest = database.prepare<{ largest_msat: bigint | null }>(
    `SELECT max(cost_msat) AS largest_msat FROM (
       SELECT amount_msat + fee_msat AS cost_msat FROM spends WHERE agent_id = ?1 AND state = 'settled' AND counted_at >= ?2
       UNION ALL
       SELECT amount_msat + fee_limit_msat FROM spends WHERE agent_id = ?1 AND ${IN_FLIGHT})`,
  );

  const use = (
    now: UnixSeconds,
    used: UsedRow | undefined,
    reserved: ReservedRow | undefined,
    foreign?: ReservedRow,
  ): WindowUse => {
    const inFlight = (reserved?.count ?? 0) + (foreign?.count ?? 0);
    const newest = inFlight > 0 ? Math.max(now, used?.newest ?? now) : (used?.newest ?? -1);
    return {
      used: saturatingSum(used?.used_msat ?? 0n),
      reserved: saturatingSum(reserved?.reserved_msat ?? 0n, foreign?.reserved_msat ?? 0n),
      inFlight,
      clearsAt: newest < 0 ? null : plusSeconds(unixSeconds(newest), WINDOW_SECONDS + 1),
    };
  };

  /** The buckets that lie in the window whole, and the payments of the one it begins in. */
  const used = (
    owner: string,
    now: UnixSeconds,
    edge: (from: number, to: number) => bigint,
    newest: number | null | undefined,
  ): UsedRow => {
    const from = since(now);
    if (newest === null || newest === undefined || newest < from) return { used_msat: null, newest: null };
    const firstWhole = Math.ceil(from / BUCKET_SECONDS) * BUCKET_SECONDS;
    return { used_msat: (whole.get(owner, firstWhole)?.used_msat ?? 0n) + edge(from, firstWhole), newest };
  };

  const agentUsage = (agentId: AgentId, now: UnixSeconds): WindowUse =>
    use(
      now,
      used(
        agentId,
        now,
        (from, to) => edgeOfAgent.get(agentId, from, to)?.used_msat ?? 0n,
        newestOfAgent.get(agentId)?.newest,
      ),
      reservedByAgent.get(agentId),
    );

  return {
    agentUsage,
    allUsage: (now) =>
      new Map(
        inUse
          .all(firstBucket(now))
          .map(({ agent_id }) => [agent_id as AgentId, agentUsage(agent_id as AgentId, now)]),
      ),
    fleetUsage: (now) =>
      use(
        now,
        used(
          FLEET,
          now,
          (from, to) =>
            (edgeOfFleet.get(from, to)?.used_msat ?? 0n) + (edgeOfForeign.get(from, to)?.used_msat ?? 0n),
          newestOfFleet.get()?.newest,
        ),
        reservedByFleet.get(),
        openForeign.get(),
      ),
    bringBack: (now) => {
      for (const statement of ahead) statement.run(now);
      // All of it: by the time that was wrong, sums may have been dropped that this window asks for again.
      forgetAll.run();
      addUp.run(firstBucket(now));
    },
    forget: (now) => void forget.run(since(now) - BUCKET_SECONDS),
    rate: (agentId, now) => {
      const row = rate.get(now - 60, agentId, now - 3_600);
      return { lastMinute: row?.minute ?? 0, lastHour: row?.hour ?? 0 };
    },
    largestSingle: (agentId, now) => {
      const found = largest.get(agentId, since(now))?.largest_msat;
      return found === null || found === undefined ? ZERO_MSAT : msat(found);
    },
  };
}
