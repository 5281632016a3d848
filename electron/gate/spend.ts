// Spend: one payment as the ledger holds it, and how it is read from its row. Written by spend-records.ts alone.
import type { RuleResult } from '../../shared/domain/decision.ts';
import type {
  AgentId,
  ConnectionId,
  NodeId,
  NodeKey,
  PaymentHash,
  SpendId,
} from '../../shared/domain/ids.ts';
import { msat, type Msat } from '../../shared/domain/money.ts';
import type { AskedBy, SpendState } from '../../shared/domain/spend.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Row, Value } from '../store/database.ts';

export type Spend = {
  readonly id: SpendId;
  readonly agentId: AgentId;
  readonly connectionId: ConnectionId;
  readonly nodeId: NodeId;
  readonly askedBy: AskedBy;
  readonly state: SpendState;
  readonly paymentHash: PaymentHash;
  readonly invoice: string;
  readonly destination: NodeKey;
  readonly amount: Msat;
  readonly feeLimit: Msat;
  readonly fee: Msat | null;
  readonly preimage: string | null;
  readonly purpose: string;
  readonly description: string;
  readonly policyVersion: number;
  readonly code: string | null;
  readonly rules: readonly RuleResult[];
  readonly byHand: boolean;
  readonly grantExpiresAt: UnixSeconds | null;
  readonly invoiceExpiresAt: UnixSeconds;
  readonly holdExpiresAt: UnixSeconds | null;
  readonly askedAt: UnixSeconds;
  readonly reservedAt: UnixSeconds | null;
  readonly dispatchedAt: UnixSeconds | null;
  readonly endedAt: UnixSeconds | null;
  readonly missingSince: UnixSeconds | null;
  /** A person looked at the node and said so; frees nothing. */
  readonly checked: Checked | null;
  readonly note: string;
};

export type Checked = {
  readonly at: UnixSeconds;
  readonly reason: string;
  /** Number of its audit entry. */
  readonly seq: number;
};

const text = (value: Value | undefined): string => value as string;
const time = (value: Value | undefined): UnixSeconds => unixSeconds(value as number);
const maybeTime = (value: Value | undefined): UnixSeconds | null =>
  value === null || value === undefined ? null : time(value);

const readChecked = (row: Row): Checked | null => {
  const at = maybeTime(row['checked_at']);
  return at === null ? null : { at, reason: text(row['checked_reason']), seq: row['checked_seq'] as number };
};

export function readSpend(row: Row): Spend {
  const fee = row['fee_msat'];
  return {
    id: text(row['id']) as SpendId,
    agentId: text(row['agent_id']) as AgentId,
    connectionId: text(row['connection_id']) as ConnectionId,
    nodeId: text(row['node_id']) as NodeId,
    askedBy: text(row['asked_by']) as AskedBy,
    state: text(row['state']) as SpendState,
    paymentHash: text(row['payment_hash']) as PaymentHash,
    invoice: text(row['invoice']),
    destination: text(row['destination']) as NodeKey,
    amount: msat(row['amount_msat'] as bigint),
    feeLimit: msat(row['fee_limit_msat'] as bigint),
    fee: typeof fee === 'bigint' ? msat(fee) : null,
    preimage: (row['preimage'] ?? null) as string | null,
    purpose: text(row['purpose']),
    description: text(row['description']),
    policyVersion: row['policy_version'] as number,
    code: (row['code'] ?? null) as string | null,
    rules: JSON.parse(text(row['rules'])) as RuleResult[],
    byHand: row['by_hand'] === 1,
    grantExpiresAt: maybeTime(row['grant_expires_at']),
    invoiceExpiresAt: time(row['invoice_expires_at']),
    holdExpiresAt: maybeTime(row['hold_expires_at']),
    askedAt: time(row['asked_at']),
    reservedAt: maybeTime(row['reserved_at']),
    dispatchedAt: maybeTime(row['dispatched_at']),
    endedAt: maybeTime(row['ended_at']),
    missingSince: maybeTime(row['missing_since']),
    checked: readChecked(row),
    note: text(row['note']),
  };
}

/** The rules that held a spend, with the figures a person saw. */
export const heldBy = (spend: Spend): readonly RuleResult[] =>
  spend.rules.filter((rule) => rule.verdict === 'hold');
