// Hot side: what the treasury needs of agents and their nodes. Given by the core, which knows the gate and the nodes; both stand beside this room.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { AgentId, NodeId } from '../../shared/domain/ids.ts';
import type { Msat } from '../../shared/domain/money.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Sat } from '../../shared/domain/sat.ts';
import type { SatPerKvb } from '../../shared/domain/treasury.ts';

export type HotAgent = {
  readonly id: AgentId;
  readonly name: string;
  readonly nodeId: NodeId;
  readonly draw: 'allotted' | 'dedicated';
  /** What it can spend now. */
  readonly hot: Msat;
  /** `maxHotBalance` of its policy. */
  readonly ceiling: Msat;
};

export type Purses = {
  readonly list: () => readonly HotAgent[];
  readonly get: (id: AgentId) => HotAgent | undefined;
  /** One durable transaction: the debit, its entry, and what `alongside` writes. When either refuses or throws, neither is. */
  readonly debit: (
    id: AgentId,
    amount: Msat,
    reason: string,
    actor: AuditActor,
    alongside: () => void,
  ) => Result<Msat>;
  /** The same the other way; refused while the node does not cover it. */
  readonly credit: (
    id: AgentId,
    amount: Msat,
    reason: string,
    actor: AuditActor,
    alongside: () => void,
  ) => Result<Msat>;
};

export type SendOrder = {
  readonly address: string;
  readonly amount: Sat;
  readonly feeRate: SatPerKvb;
  /** Kept by the node with the transaction: by this an order of unknown outcome is found again. */
  readonly label: string;
};

export type SendOutcome =
  | { readonly kind: 'sent'; readonly txid: string }
  /** The node said no before it sent anything. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** Everything else: it may have been sent. */
  | { readonly kind: 'unknown'; readonly detail: string };

export type SentLookup =
  | { readonly kind: 'found'; readonly txid: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'no-answer'; readonly detail: string };

/** The on-chain wallet of a node. No method rejects but `freshAddress`. */
export type HotWallet = {
  /** What it can send on chain now; null: not known. */
  readonly onChain: () => Sat | null;
  /** Never given out before. Rejects when the node does not answer. */
  readonly freshAddress: () => Promise<string>;
  readonly send: (order: SendOrder) => Promise<SendOutcome>;
  readonly find: (label: string) => Promise<SentLookup>;
};

export type HotWallets = (nodeId: NodeId) => HotWallet | undefined;
