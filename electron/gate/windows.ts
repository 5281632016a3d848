// Windows: what counts against a limit now. Rolling 24 h by seconds, gross outflow (principal plus fees), incoming money never
// refills it. Rules: docs/gate.md, sections 1 and 4.
import type { AgentId } from '../../shared/domain/ids.ts';
import { addMsat, msat, ZERO_MSAT, type Msat } from '../../shared/domain/money.ts';
import { plusSeconds, unixSeconds, WINDOW_SECONDS, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';
import { IN_FLIGHT } from '../store/in-flight.ts';

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
};

type UsedRow = { used_msat: bigint | null; newest: number | null };
type ReservedRow = { reserved_msat: bigint | null; count: number };

/**
 * First second that still counts. Both ends are counted: two payments exactly 24 h apart share an interval of 24 h, and
 * a stored second may hide up to 999 ms.
 */
const since = (now: UnixSeconds): number => now - WINDOW_SECONDS;

export function createWindows(database: Database): Windows {
  const usedByAgent = database.prepare<UsedRow>(
    `SELECT sum(amount_msat + fee_msat) AS used_msat, max(counted_at) AS newest
     FROM spends WHERE agent_id = ? AND state = 'settled' AND counted_at >= ?`,
  );
  const reservedByAgent = database.prepare<ReservedRow>(
    `SELECT sum(amount_msat + fee_limit_msat) AS reserved_msat, count(*) AS count FROM spends WHERE agent_id = ? AND ${IN_FLIGHT}`,
  );
  const usedByFleet = database.prepare<UsedRow>(
    `SELECT sum(amount_msat + fee_msat) AS used_msat, max(counted_at) AS newest FROM spends WHERE state = 'settled' AND counted_at >= ?`,
  );
  const reservedByFleet = database.prepare<ReservedRow>(
    `SELECT sum(amount_msat + fee_limit_msat) AS reserved_msat, count(*) AS count FROM spends WHERE ${IN_FLIGHT}`,
  );
  const foreign = database.prepare<UsedRow>(
    `SELECT sum(amount_msat) AS used_msat, max(at) AS newest FROM foreign_payments WHERE at >= ?`,
  );
  const usedByEach = database.prepare<UsedRow & { agent_id: string }>(
    `SELECT agent_id, sum(amount_msat + fee_msat) AS used_msat, max(counted_at) AS newest
     FROM spends WHERE state = 'settled' AND counted_at >= ? GROUP BY agent_id`,
  );
  const reservedByEach = database.prepare<ReservedRow & { agent_id: string }>(
    `SELECT agent_id, sum(amount_msat + fee_limit_msat) AS reserved_msat, count(*) AS count FROM spends WHERE ${IN_FLIGHT} GROUP BY agent_id`,
  );
  const rate = database.prepare<{ minute: number | null; hour: number }>(
    `SELECT sum(received_at > ?) AS minute, count(*) AS hour FROM requests
     WHERE agent_id = ? AND received_at > ? AND method IN ('pay_invoice', 'pay')`,
  );
  const largest = database.prepare<{ largest_msat: bigint | null }>(
    `SELECT max(cost_msat) AS largest_msat FROM (
       SELECT amount_msat + fee_msat AS cost_msat FROM spends WHERE agent_id = ?1 AND state = 'settled' AND counted_at >= ?2
       UNION ALL
       SELECT amount_msat + fee_limit_msat FROM spends WHERE agent_id = ?1 AND ${IN_FLIGHT})`,
  );

  const use = (
    now: UnixSeconds,
    used: readonly (UsedRow | undefined)[],
    reserved: ReservedRow | undefined,
  ): WindowUse => {
    const inFlight = reserved?.count ?? 0;
    const newest = Math.max(-1, inFlight > 0 ? now : -1, ...used.map((row) => row?.newest ?? -1));
    return {
      used: addMsat(...used.map((row) => row?.used_msat ?? 0n)),
      reserved: msat(reserved?.reserved_msat ?? 0n),
      inFlight,
      clearsAt: newest < 0 ? null : plusSeconds(unixSeconds(newest), WINDOW_SECONDS + 1),
    };
  };

  return {
    agentUsage: (agentId, now) =>
      use(now, [usedByAgent.get(agentId, since(now))], reservedByAgent.get(agentId)),
    fleetUsage: (now) =>
      use(now, [usedByFleet.get(since(now)), foreign.get(since(now))], reservedByFleet.get()),
    allUsage: (now) => {
      const used = new Map(usedByEach.all(since(now)).map((row) => [row.agent_id, row]));
      const reserved = new Map(reservedByEach.all().map((row) => [row.agent_id, row]));
      const agents = new Set([...used.keys(), ...reserved.keys()]);
      return new Map([...agents].map((id) => [id as AgentId, use(now, [used.get(id)], reserved.get(id))]));
    },
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
