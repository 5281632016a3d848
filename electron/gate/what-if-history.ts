// What-if history: an agent's last 30 days out of the ledger, as what-if.ts wants them. Reads; changes nothing.
import type { RuleResult, Verdict } from '../../shared/domain/decision.ts';
import type { AgentId, NodeKey, PaymentHash, SpendId } from '../../shared/domain/ids.ts';
import { msat } from '../../shared/domain/money.ts';
import { GRANT_SECONDS, type SpendState } from '../../shared/domain/spend.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Database, Row } from '../store/database.ts';
import { measuredFromText } from './measured.ts';
import type { PastSpend } from './past-spend.ts';
import { HOLD_SECONDS } from './waiting.ts';
import { WORLD_RULES, type WhatIfSetting } from './what-if.ts';

/** How far back a policy is tried, in seconds. */
export const WHAT_IF_SECONDS = 30 * 86_400;

export type WhatIfHistory = {
  readonly from: UnixSeconds;
  readonly spends: readonly PastSpend[];
  readonly setting: WhatIfSetting;
};

type SpendRow = Row & {
  id: string;
  state: SpendState;
  payment_hash: string;
  destination: string;
  amount_msat: bigint;
  fee_limit_msat: bigint;
  fee_msat: bigint | null;
  by_hand: number;
  asked_at: number;
  invoice_expires_at: number;
  hold_expires_at: number | null;
  reserved_at: number | null;
  ended_at: number | null;
  counted_at: number | null;
  measured: string;
  broken: string | null;
};

type WaitRow = { until: number | null };

export function createWhatIfHistory(
  database: Database,
): (agentId: AgentId, now: UnixSeconds) => WhatIfHistory {
  // The findings are read only where a rule broke: else every one of them allowed.
  const asked = database.prepare<SpendRow>(
    `SELECT id, state, payment_hash, destination, amount_msat, fee_limit_msat, fee_msat, by_hand, asked_at, invoice_expires_at,
       hold_expires_at, reserved_at, ended_at, counted_at, measured, CASE WHEN code IS NULL THEN NULL ELSE rules END AS broken
     FROM spends WHERE agent_id = ? AND asked_at >= ? AND measured <> '' ORDER BY asked_at, rowid`,
  );
  const waited = database.prepare<WaitRow>(
    `SELECT coalesce(reserved_at, ended_at) AS until FROM spends
     WHERE agent_id = ?1 AND asked_at >= ?2 AND asked_at < ?3 AND hold_expires_at IS NOT NULL
       AND (coalesce(reserved_at, ended_at) IS NULL OR coalesce(reserved_at, ended_at) >= ?3)`,
  );
  return (agentId, now) => {
    const from = unixSeconds(Math.max(0, now - WHAT_IF_SECONDS));
    const longestWait = HOLD_SECONDS + GRANT_SECONDS;
    return {
      from,
      spends: asked.all(agentId, from).flatMap((row) => toPastSpend(row) ?? []),
      setting: {
        waitingBefore: waited
          .all(agentId, from - longestWait, from)
          .map(({ until }) => until ?? Number.POSITIVE_INFINITY),
      },
    };
  };
}

function toPastSpend(row: SpendRow): PastSpend | undefined {
  const measured = measuredFromText(row.measured);
  if (!measured) return undefined;
  const broken =
    row.broken === null
      ? []
      : (JSON.parse(row.broken) as RuleResult[]).filter((rule) => rule.verdict !== 'allow');
  const verdict = verdictOf(row, broken);
  const time = (at: number | null): UnixSeconds | null => (at === null ? null : unixSeconds(at));
  return {
    id: row.id as SpendId,
    paymentHash: row.payment_hash as PaymentHash,
    destination: row.destination as NodeKey,
    amount: msat(row.amount_msat),
    feeLimit: msat(row.fee_limit_msat),
    fee: row.fee_msat === null ? null : msat(row.fee_msat),
    state: row.state,
    byHand: row.by_hand === 1,
    askedAt: unixSeconds(row.asked_at),
    invoiceExpiresAt: unixSeconds(row.invoice_expires_at),
    holdExpiresAt: time(row.hold_expires_at),
    reservedAt: time(row.reserved_at),
    endedAt: time(row.ended_at),
    countedAt: time(row.counted_at),
    verdict,
    crowded: verdict === 'refuse' && broken.every((rule) => rule.verdict === 'hold'),
    measured,
    world: broken.filter((rule) => WORLD_RULES.has(rule.rule)),
  };
}

/** Only a payment that was held has an end of its hold, whatever became of it. */
const verdictOf = (row: SpendRow, broken: readonly RuleResult[]): Verdict =>
  row.hold_expires_at !== null ? 'hold' : broken.length > 0 ? 'refuse' : 'allow';
