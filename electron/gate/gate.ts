// Gate: what the service in front of it and the console behind it may ask. Rules: docs/gate.md. Made by create-gate.ts.
import type { Attestation, AttestedPayment } from '../../shared/domain/attestation.ts';
import type { DecisionCode } from '../../shared/domain/decision.ts';
import type { GateDoubt } from '../../shared/domain/gate-state.ts';
import type {
  AgentId,
  ConnectionId,
  EventId,
  NodeId,
  PaymentHash,
  SpendId,
} from '../../shared/domain/ids.ts';
import type { Msat } from '../../shared/domain/money.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { AskedBy, SpendState } from '../../shared/domain/spend.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { PaymentLookup } from '../lightning/lightning-node.ts';
import type { Spend } from './spend.ts';
import type { Invoice } from '../lightning/invoice.ts';

/** One request to pay, opened and attributed, not yet judged. */
export type PayRequest = {
  readonly eventId: EventId;
  readonly connectionId: ConnectionId;
  readonly agentId: AgentId;
  readonly askedBy: AskedBy;
  /** Read and verified; null when what was asked for is no invoice that can be read. */
  readonly invoice: Invoice | null;
  /** The amount the agent named beside the invoice; null when it named none. */
  readonly amount: Msat | null;
  /** The agent's own fee ceiling; it can lower ours, never raise it. */
  readonly maxFee: Msat | null;
  /** The agent's words. Untrusted. */
  readonly purpose: string;
  /** Claimed by the agent in the event. */
  readonly createdAt: UnixSeconds;
  /** NIP-40 `expiration` of the request. */
  readonly expiresAt: UnixSeconds | null;
};

export type GateAnswer =
  | {
      readonly kind: 'settled';
      readonly spendId: SpendId;
      readonly paymentHash: PaymentHash;
      readonly preimage: string;
      readonly feesPaid: Msat;
      readonly amount: Msat;
    }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
  /** Held for a person. `retryAfter` in seconds. */
  | {
      readonly kind: 'held';
      readonly spendId: SpendId;
      readonly paymentHash: PaymentHash;
      readonly amount: Msat;
      readonly retryAfter: number;
    }
  /** The node named a terminal failure. */
  | {
      readonly kind: 'failed';
      readonly spendId: SpendId;
      readonly paymentHash: PaymentHash;
      readonly amount: Msat;
      readonly detail: string;
    }
  /** Sent, outcome not known yet: reserved until it is. */
  | {
      readonly kind: 'in-flight';
      readonly spendId: SpendId;
      readonly paymentHash: PaymentHash;
      readonly amount: Msat;
    }
  /** A bug or a failing disk; nothing left. */
  | { readonly kind: 'internal'; readonly logId: string };

export type RefusalCode =
  | DecisionCode
  /** The operator rejected exactly this payment. */
  | 'denied_by_operator'
  /** The same payment hash came in another invoice text. */
  | 'payment_hash_reused'
  /** Another agent's payment of this hash is known. */
  | 'paid_by_another_agent'
  | 'request_expired'
  | 'amount_mismatch'
  | 'amount_missing'
  | 'amount_invalid';

export type Budget = {
  readonly used: Msat;
  readonly reserved: Msat;
  /** The tighter of the agent's and the fleet's headroom, plus what is used and reserved. */
  readonly total: Msat;
  /** When everything counted now has rolled off; null when nothing counts. */
  readonly renewsAt: UnixSeconds | null;
};

/** A spend or a received invoice as the agent may see it. */
export type Transaction = {
  readonly type: 'outgoing' | 'incoming';
  readonly state: 'pending' | 'settled' | 'failed' | 'expired';
  readonly spendState: SpendState | null;
  readonly transactionId: string;
  readonly invoice: string;
  readonly description: string;
  readonly paymentHash: PaymentHash;
  readonly preimage: string | null;
  readonly amount: Msat;
  readonly feesPaid: Msat;
  readonly createdAt: UnixSeconds;
  readonly expiresAt: UnixSeconds;
  readonly settledAt: UnixSeconds | null;
};

export type TransactionQuery = {
  readonly from: UnixSeconds | null;
  readonly until: UnixSeconds | null;
  readonly limit: number;
  readonly offset: number;
  readonly unpaid: boolean;
  readonly type: 'incoming' | 'outgoing' | null;
};

export type MoneyMoved =
  | { readonly kind: 'sent'; readonly agentId: AgentId; readonly transaction: Transaction }
  | { readonly kind: 'received'; readonly agentId: AgentId; readonly transaction: Transaction };

/** The agent-facing side. */
export type GateForAgents = {
  /**
   * Judges and pays. The same event id gives the same answer for ever. null: not executed and not to be answered
   * (older or newer than 90 s, or past its own expiration). Never rejects.
   */
  readonly pay: (request: PayRequest) => Promise<GateAnswer | null>;
  /** Requests that were accepted before a restart and never answered; each promise resolves with the final answer, or null when it cannot be read. */
  readonly unanswered: () => readonly {
    readonly eventId: EventId;
    readonly connectionId: ConnectionId;
    readonly askedBy: AskedBy;
    readonly answer: Promise<GateAnswer | null>;
  }[];
  readonly spendable: (agentId: AgentId) => Msat;
  readonly budget: (agentId: AgentId) => Budget;
  readonly makeInvoice: (
    agentId: AgentId,
    invoice: {
      readonly amount: Msat;
      readonly description: string;
      readonly descriptionHash: string | null;
      readonly expirySeconds: number;
    },
  ) => Promise<Result<Transaction, 'node_unavailable'>>;
  /** Only the agent's own records. */
  readonly transaction: (
    agentId: AgentId,
    by: { readonly paymentHash: PaymentHash } | { readonly spendId: SpendId },
  ) => Transaction | undefined;
  readonly transactions: (agentId: AgentId, query: TransactionQuery) => readonly Transaction[];
  readonly onMoneyMoved: (listener: (moved: MoneyMoved) => void) => () => void;
};

export type ApprovalRefusal =
  | 'unknown_spend'
  | 'not_waiting'
  /** What was shown is no longer so, or the policy has changed since it was held. */
  | 'changed_while_waiting'
  /** A rule that did not hold it refuses it now. */
  | 'refused_now'
  | 'expired'
  /** Above the fleet's limit, and no Ledger signed it. */
  | 'attestation_needed'
  /** What was signed is not this payment, not now, or not by the enrolled Ledger. */
  | 'attestation_wrong';

/** What the operator saw; compared field by field. */
export type Shown = {
  readonly amount: Msat;
  readonly feeLimit: Msat;
  readonly destination: string;
  readonly paymentHash: string;
  readonly policyVersion: number;
};

/** What a node last said of a payment in question. */
export type NodeAnswer = {
  readonly at: UnixSeconds;
  readonly kind: PaymentLookup['kind'];
  /** Empty when the kind says it all. */
  readonly detail: string;
  /** Block height at which its first HTLC expires; null when none is out or the node does not say. */
  readonly expiryHeight: number | null;
};

/** A payment without a final outcome that is no longer simply on its way. */
export type InQuestion = {
  readonly spend: Spend;
  /** null: not asked since this start. */
  readonly lastAnswer: NodeAnswer | null;
  /** An order of this process is still out. */
  readonly atNode: boolean;
};

/** Writes in the very transaction that moves the balance, so that both are durable or neither; what it throws undoes the move. */
export type Alongside = () => void;

/** The operator-facing side. */
export type GateForOperator = {
  readonly approve: (
    id: SpendId,
    shown: Shown,
    reason: string,
    actor: AuditActor,
    attestation?: Attestation | null,
  ) => Result<{ readonly result: 'paying' | 'granted'; readonly seq: number }, ApprovalRefusal>;
  /** The held payment as a Ledger is to sign it; undefined when it is not waiting. */
  readonly toAttest: (id: SpendId) => AttestedPayment | undefined;
  readonly deny: (
    id: SpendId,
    reason: string,
    actor: AuditActor,
  ) => Result<{ readonly seq: number }, 'unknown_spend' | 'not_waiting'>;
  /** true while an agent's request is open and an approval pays at once. */
  readonly agentWaiting: (id: SpendId) => boolean;
  readonly credit: (
    id: AgentId,
    amount: Msat,
    reason: string,
    actor: AuditActor,
    alongside?: Alongside,
  ) => Result<Msat, 'unknown_agent' | 'not_allotted' | 'more_than_node_has'>;
  readonly debit: (
    id: AgentId,
    amount: Msat,
    reason: string,
    actor: AuditActor,
    alongside?: Alongside,
  ) => Result<Msat, 'unknown_agent' | 'not_allotted' | 'more_than_balance'>;
  readonly doubts: () => readonly GateDoubt[];
  /** Payments whose outcome is being asked of their node, without those checked by hand. */
  readonly reconciling: (nodeId?: NodeId) => number;
  /** All of them, oldest first. */
  readonly inQuestion: () => readonly InQuestion[];
  /** Notes that a person has looked at a payment in question. Frees nothing. */
  readonly markChecked: (
    id: SpendId,
    reason: string,
    actor: AuditActor,
  ) => Result<{ readonly seq: number }, 'unknown_spend' | 'not_in_question' | 'already_checked'>;
  readonly confirmClock: (reason: string, actor: AuditActor) => void;
  readonly confirmLedger: (reason: string, actor: AuditActor) => void;
  /** The ledger is otherwise than its log says: closed until a person confirms it. */
  readonly doubtLedger: () => void;
};

export type Gate = GateForAgents &
  GateForOperator & {
    /** Begins reconciliation and sweeps; the gate is closed until the first reconciliation has ended. */
    readonly start: () => void;
    /** Closes the gate, lets nothing new out, and resolves once no transaction is running. What is in flight stays reserved. */
    readonly stop: () => Promise<void>;
  };
