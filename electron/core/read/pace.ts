// Pace: what an agent paid in the last 24 hours beside what it pays on an ordinary day, so that a person sees a change of habit.
import type { z } from 'zod';
import type { approvalCalls } from '../../../shared/contract/approvals.ts';
import type { AgentId } from '../../../shared/domain/ids.ts';
import { msatText } from '../../../shared/domain/money.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { Database } from '../../store/database.ts';

export type Pace = z.input<(typeof approvalCalls)['approvals.get']['result']>['pace'];

const DAY = 86_400;
/** Own default: a week before the last day is what is usual. */
const USUAL_DAYS = 7;

type Sum = { payments: number; paid_msat: bigint | null; first_at: number | null };

/** Settled payments only, fees included. A life shorter than the week is averaged over the days it had, at least one. */
export function createPaceReader(database: Database): (agent: AgentId, now: UnixSeconds) => Pace {
  const between = database.prepare<Sum>(
    `SELECT count(*) AS payments, sum(amount_msat + coalesce(fee_msat, 0)) AS paid_msat, min(counted_at) AS first_at
     FROM spends WHERE agent_id = ? AND state = 'settled' AND counted_at > ? AND counted_at <= ?`,
  );
  return (agent, now) => {
    const dayAgo = now - DAY;
    const last = between.get(agent, dayAgo, now);
    const before = between.get(agent, dayAgo - USUAL_DAYS * DAY, dayAgo);
    const firstAt = before?.first_at ?? null;
    const days = firstAt === null ? 0 : Math.max(1, Math.ceil((dayAgo - firstAt) / DAY));
    return {
      lastDayMsat: msatText(last?.paid_msat ?? 0n),
      lastDayCount: last?.payments ?? 0,
      usualDayMsat: days === 0 ? null : msatText((before?.paid_msat ?? 0n) / BigInt(days)),
      usualDayCount: days === 0 ? null : Math.round((before?.payments ?? 0) / days),
    };
  };
}
