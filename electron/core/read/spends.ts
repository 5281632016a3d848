// Spends as lists show them: one joined query, no look-up per row.
import type { z } from 'zod';
import type { spendRow } from '../../../shared/contract/values.ts';
import type { AgentId, SpendId } from '../../../shared/domain/ids.ts';
import { msatText } from '../../../shared/domain/money.ts';
import type { SpendState } from '../../../shared/domain/spend.ts';
import type { Database, Row } from '../../store/database.ts';

export type SpendRow = z.input<typeof spendRow>;

/** To be followed by the rest of a statement over `s`. */
export const SELECT_SPENDS = `
  SELECT s.*, a.name AS agent_name, l.label AS destination_label
  FROM spends s JOIN agents a ON a.id = s.agent_id LEFT JOIN destination_labels l ON l.destination = s.destination`;

export type SpendRecord = Row & {
  id: string;
  agent_id: string;
  agent_name: string;
  connection_id: string;
  asked_by: 'pay_invoice' | 'pay';
  state: SpendState;
  amount_msat: bigint;
  fee_limit_msat: bigint;
  fee_msat: bigint | null;
  destination: string;
  destination_label: string | null;
  payment_hash: string;
  code: string | null;
  rules: string;
  purpose: string;
  description: string;
  policy_version: number;
  by_hand: number;
  decision_reason: string | null;
  decided_at: number | null;
  decided_seq: number | null;
  invoice_expires_at: number;
  hold_expires_at: number | null;
  asked_at: number;
  ended_at: number | null;
};

export const toSpendRow = (row: SpendRecord): SpendRow => ({
  id: row.id,
  agentId: row.agent_id,
  agentName: row.agent_name,
  state: row.state,
  amountMsat: msatText(row.amount_msat),
  feeLimitMsat: msatText(row.fee_limit_msat),
  feeMsat: row.fee_msat === null ? null : msatText(row.fee_msat),
  destination: row.destination,
  destinationLabel: row.destination_label,
  paymentHash: row.payment_hash,
  code: row.code,
  approvedByHand: row.by_hand === 1,
  askedAt: row.asked_at,
  endedAt: row.ended_at,
});

export type SpendReader = {
  /** Newest first. */
  readonly ofAgent: (agentId: AgentId, limit: number) => SpendRow[];
  /** In the order of `ids`; those that are not there are left out. */
  readonly byIds: (ids: readonly SpendId[]) => SpendRow[];
};

export function createSpendReader(database: Database): SpendReader {
  const ofAgent = database.prepare<SpendRecord>(
    `${SELECT_SPENDS} WHERE s.agent_id = ? ORDER BY s.asked_at DESC, s.attempt DESC, s.id DESC LIMIT ?`,
  );
  const one = database.prepare<SpendRecord>(`${SELECT_SPENDS} WHERE s.id = ?`);
  return {
    byIds: (ids) =>
      ids.flatMap((id) => {
        const row = one.get(id);
        return row ? [toSpendRow(row)] : [];
      }),
    ofAgent: (agentId, limit) => ofAgent.all(agentId, limit).map(toSpendRow),
  };
}
