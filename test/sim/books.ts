// What the judge knows without asking the product: what operators were told is done, what agents asked and were answered. The node's
// books are in node.ts. Kept as plain data, so that a ledger put back from a copy takes its time's books back with it.
import type { AgentId, ConnectionId, EventId, PaymentHash } from '../../shared/domain/ids.ts';
import type { RuleName } from '../../shared/domain/decision.ts';
import type { VerifiedEvent } from '../../electron/nostr/event.ts';

export type AgentBook = {
  readonly id: AgentId;
  readonly name: string;
  readonly connectionId: ConnectionId;
  /** Index into POLICIES. */
  policy: number;
  frozen: boolean;
  revoked: boolean;
  /** Credits less debits, in msat. */
  funds: bigint;
  /** Hashes an operator rejected for this agent. */
  denied: PaymentHash[];
};

/** A yes of a person to exactly one payment. */
export type Approval = {
  readonly spendId: string;
  readonly agent: number;
  readonly hash: PaymentHash;
  readonly amount: bigint;
  readonly feeLimit: bigint;
  /** The rules the person was shown as broken, and no others, are waived. */
  readonly waived: readonly RuleName[];
  used: boolean;
};

export type OperatorBooks = {
  agents: AgentBook[];
  fleetPolicy: number;
  fleetFrozen: boolean;
  approvals: Approval[];
};

export type Asked = {
  readonly event: VerifiedEvent;
  readonly id: EventId;
  readonly agent: number;
  readonly invoice: number;
  readonly hash: PaymentHash;
  readonly via: 'pay_invoice' | 'pay';
  readonly amount: bigint | null;
  /** Whether the service ever got it while its connection stood. */
  delivered: boolean;
  /** The final answer published, as text; null: none yet. */
  answer: string | null;
  /** true: the answer said that the payment may still be made. */
  pending: boolean;
  /** The ledger that answered was put back to an earlier one. */
  excused: boolean;
};

/** Whose payment it is: an agent by its index, or nobody's the ledger knows of. */
export const NOBODY = -1;
