// The overview: what is hot, what moves, what waits, who is nearest to a limit, and the newest alerts.
import type { z } from 'zod';
import type { agentCalls, AgentRow } from '../../../shared/contract/agents.ts';
import { AUDIT_LEVELS } from '../../../shared/domain/audit-entry.ts';
import { msatText, saturatingSum } from '../../../shared/domain/money.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { AgentRegistry } from '../../agents/agent.ts';
import type { Windows } from '../../gate/windows.ts';
import type { Database } from '../../store/database.ts';
import { HELD, IN_FLIGHT } from '../../store/in-flight.ts';
import { hotTotal, type AgentReader } from './agents.ts';
import { usageRow } from './usage.ts';

export type Overview = z.input<(typeof agentCalls)['fleet.overview']['result']>;
export type Outflow = z.input<(typeof agentCalls)['fleet.outflow']['result']>;
export type OutflowRange = '24h' | '7d' | '30d';

export type OverviewReader = {
  readonly overview: () => Overview;
  /** Agents of the fleet and payments on their way. */
  readonly counts: () => { readonly agentsFrozen: number; readonly inFlight: number };
  readonly outflow: (range: OutflowRange) => Outflow;
};

/** Range and bucket in seconds; each gives about a hundred to two hundred buckets. */
const RANGES: Readonly<Record<OutflowRange, { readonly range: number; readonly bucket: number }>> = {
  '24h': { range: 86_400, bucket: 900 },
  '7d': { range: 604_800, bucket: 3_600 },
  '30d': { range: 2_592_000, bucket: 14_400 },
};

const NEAREST = 5;
/** Kinds of alert shown, grouped before they are cut: a flood must not push the rare alert out of sight. */
const ALERTS = 20;
/** Seconds an alert stands; bounds what a long log costs to group. */
const ALERTS_SINCE = 604_800;
const WARNING = AUDIT_LEVELS.indexOf('warning');

type SumRow = { sum_msat: bigint | null; count: number; first: number | null };
type BucketRow = { bucket: number; by_hand: number; sum_msat: bigint };
type AlertRow = {
  seq: number;
  at: number;
  level: number;
  action: string;
  summary: string;
  agent_id: string | null;
  count: number;
};

export function createOverviewReader({
  database,
  registry,
  windows,
  agents,
  cold,
  now,
}: {
  readonly database: Database;
  readonly registry: AgentRegistry;
  readonly windows: Windows;
  readonly agents: AgentReader;
  readonly cold: () => Overview['cold'];
  readonly now: () => UnixSeconds;
}): OverviewReader {
  const inFlight = database.prepare<SumRow>(
    `SELECT sum(amount_msat + fee_limit_msat) AS sum_msat, count(*) AS count, min(reserved_at) AS first
     FROM spends WHERE ${IN_FLIGHT}`,
  );
  const howMany = database.prepare<{ count: number }>('SELECT count(*) AS count FROM agents');
  const waiting = database.prepare<SumRow>(
    `SELECT sum(amount_msat) AS sum_msat, count(*) AS count, min(hold_expires_at) AS first
     FROM spends INDEXED BY spends_waiting WHERE ${HELD}`,
  );
  const alerts = database.prepare<AlertRow>(
    // With max() SQLite takes the other columns from the newest row of the group. An alert of the console itself is about its text.
    `SELECT max(seq) AS seq, at, level, action, summary, agent_id, count(*) AS count FROM audit
     WHERE level >= ${WARNING} AND at >= ?
     GROUP BY level, action, agent_id, json_extract(canonical, '$.body.code'), CASE WHEN agent_id IS NULL THEN summary END
     ORDER BY level DESC, 1 DESC LIMIT ${ALERTS}`,
  );
  const buckets = database.prepare<BucketRow>(
    `SELECT counted_at / ? AS bucket, by_hand, sum(amount_msat + fee_msat) AS sum_msat
     FROM spends WHERE state = 'settled' AND counted_at >= ? GROUP BY 1, 2`,
  );

  return {
    counts: () => ({
      agentsFrozen: howMany.get()?.count ?? 0,
      inFlight: inFlight.get()?.count ?? 0,
    }),
    overview: () => {
      const list = registry.list();
      const rows = agents.list();
      const flying = inFlight.get();
      const held = waiting.get();
      const fleetLimit = registry.fleetPolicy().policy.maxFleetDailySpend;
      return {
        hotMsat: msatText(hotTotal(list, rows)),
        cold: cold(),
        hotCeilingMsat: msatText(saturatingSum(...rows.map((row) => BigInt(row.hotCeilingMsat)))),
        agents: rows.length,
        agentsFrozen: rows.filter((row) => row.state === 'frozen').length,
        inFlight: {
          msat: msatText(flying?.sum_msat ?? 0n),
          count: flying?.count ?? 0,
          oldestAt: flying?.first ?? null,
        },
        outflow: usageRow(windows.fleetUsage(now()), fleetLimit),
        waiting: {
          msat: msatText(saturatingSum(held?.sum_msat ?? 0n)),
          count: held?.count ?? 0,
          firstExpiresAt: held?.first ?? null,
        },
        nearest: rows
          .map((row) => ({ row, share: shareOf(row) }))
          .filter(({ share }) => share > 0)
          .toSorted((a, b) => b.share - a.share)
          .slice(0, NEAREST)
          .map(({ row }) => ({ agentId: row.id, agentName: row.name, daily: row.daily })),
        alerts: alerts.all(now() - ALERTS_SINCE).map((row) => ({
          seq: row.seq,
          at: row.at,
          level: alertLevel(row.level),
          action: row.action,
          summary: row.summary,
          agentId: row.agent_id,
          more: row.count - 1,
        })),
      };
    },

    outflow: (range) => {
      const { range: seconds, bucket } = RANGES[range];
      const last = Math.floor(now() / bucket);
      const first = last - seconds / bucket + 1;
      // A JavaScript number is bound as a real: the division would not fall into buckets.
      const rows = buckets.all(BigInt(bucket), first * bucket);
      const sums = new Map(rows.map((row) => [`${row.bucket}/${row.by_hand}`, row.sum_msat]));
      const sumOf = (index: number, byHand: 0 | 1) => msatText(sums.get(`${index}/${byHand}`) ?? 0n);
      return {
        bucketSeconds: bucket,
        buckets: Array.from({ length: last - first + 1 }, (_, offset) => ({
          at: (first + offset) * bucket,
          byPolicyMsat: sumOf(first + offset, 0),
          byHandMsat: sumOf(first + offset, 1),
        })),
      };
    },
  };
}

/** Share of the daily limit that is used up, for sorting only; a limit of zero counts as used up once anything counts. */
function shareOf({ daily }: AgentRow): number {
  const used = BigInt(daily.usedMsat) + BigInt(daily.reservedMsat);
  const limit = BigInt(daily.limitMsat ?? 0);
  if (used === 0n) return 0;
  return limit === 0n ? Number.POSITIVE_INFINITY : Number((used * 1_000_000n) / limit);
}

const alertLevel = (level: number): 'warning' | 'error' | 'critical' => {
  const name = AUDIT_LEVELS[level];
  return name === 'warning' || name === 'error' ? name : 'critical';
};
