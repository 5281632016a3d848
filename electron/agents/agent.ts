// Agent, connection and freeze as the rest of the core sees them. Stored by registry.ts, connections.ts and freeze.ts.
import type { AuditActor, AuditBody } from '../../shared/domain/audit-entry.ts';
import type { AgentId, ConnectionId, NodeId, NostrKey } from '../../shared/domain/ids.ts';
import type { Msat } from '../../shared/domain/money.ts';
import type { NwcMethod } from '../../shared/domain/nwc.ts';
import type { FleetPolicy, Policy } from '../../shared/domain/policy.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';

export type Draw = 'allotted' | 'dedicated';

export type Freeze = { readonly at: UnixSeconds; readonly reason: string };

export type Agent = {
  readonly id: AgentId;
  readonly name: string;
  readonly purpose: string;
  readonly nodeId: NodeId;
  readonly draw: Draw;
  readonly frozen: Freeze | null;
  readonly policyVersion: number;
  /** credits + received - debits - settled outflow, in msat. Can be read below zero only after a foreign loss; shown as zero. */
  readonly booked: bigint;
  readonly createdAt: UnixSeconds;
};

export type PolicyRecord = { readonly policy: Policy; readonly version: number; readonly setAt: UnixSeconds };

export type BalanceMove = {
  readonly kind: 'credit' | 'debit' | 'received';
  readonly amount: Msat;
  readonly reason: string;
  readonly at: UnixSeconds;
};

export type NewAgent = {
  readonly name: string;
  readonly purpose: string;
  readonly nodeId: NodeId;
  readonly draw: Draw;
  readonly policy: Policy;
};

/** Every method that changes something opens its own transaction and writes its audit entry in it. */
export type AgentRegistry = {
  readonly get: (id: AgentId) => Agent | undefined;
  readonly list: () => readonly Agent[];
  readonly create: (agent: NewAgent, actor: AuditActor) => Result<AgentId, 'name_taken' | 'unknown_node'>;
  readonly rename: (
    id: AgentId,
    name: string,
    purpose: string,
    actor: AuditActor,
  ) => Result<true, 'unknown_agent' | 'name_taken'>;
  readonly policy: (id: AgentId) => PolicyRecord;
  readonly policyAt: (id: AgentId, version: number) => Policy | undefined;
  readonly setPolicy: (
    id: AgentId,
    expectedVersion: number,
    policy: Policy,
    reason: string,
    actor: AuditActor,
  ) => Result<number, 'unknown_agent' | 'changed_meanwhile'>;
  readonly fleetPolicy: () => { readonly policy: FleetPolicy; readonly version: number };
  /** `proof`: what the entry holds besides. Whether it is enough is for who calls to know. */
  readonly setFleetPolicy: (
    expectedVersion: number,
    policy: FleetPolicy,
    reason: string,
    actor: AuditActor,
    proof?: AuditBody,
  ) => Result<number, 'changed_meanwhile'>;
  readonly moves: (id: AgentId, limit: number) => readonly BalanceMove[];
};

/** Freezing is one synchronous transaction: when it returns, the gate already refuses. */
export type FreezeSwitch = {
  readonly fleet: () => Freeze | null;
  readonly freezeFleet: (reason: string, actor: AuditActor) => void;
  readonly unfreezeFleet: (reason: string, actor: AuditActor) => void;
  readonly freezeAgent: (id: AgentId, reason: string, actor: AuditActor) => Result<true, 'unknown_agent'>;
  readonly unfreezeAgent: (id: AgentId, reason: string, actor: AuditActor) => Result<true, 'unknown_agent'>;
};

export type Connection = {
  readonly id: ConnectionId;
  readonly agentId: AgentId;
  readonly label: string;
  /** The agent's key: the only thing by which a request is attributed. */
  readonly clientKey: NostrKey;
  /** Our public key of this connection. */
  readonly serviceKey: NostrKey;
  readonly methods: readonly NwcMethod[];
  readonly relays: readonly string[];
  readonly createdAt: UnixSeconds;
  readonly expiresAt: UnixSeconds | null;
  readonly revokedAt: UnixSeconds | null;
  readonly lastSeenAt: UnixSeconds | null;
};

export type ConnectionRegistry = {
  readonly get: (id: ConnectionId) => Connection | undefined;
  /** All that are neither revoked nor expired. */
  readonly live: () => readonly Connection[];
  readonly ofAgent: (id: AgentId) => readonly Connection[];
  /**
   * Makes both key pairs, keeps our secret sealed and the agent's public key, and returns the pairing URI (NIP-47), which is
   * in this one answer and nowhere else.
   */
  readonly create: (
    connection: {
      readonly agentId: AgentId;
      readonly label: string;
      readonly methods: readonly NwcMethod[];
      readonly relays: readonly string[];
      readonly expiresAt: UnixSeconds | null;
    },
    actor: AuditActor,
  ) => Result<{ readonly id: ConnectionId; readonly uri: string }, 'unknown_agent'>;
  readonly revoke: (
    id: ConnectionId,
    reason: string,
    actor: AuditActor,
  ) => Result<true, 'unknown_connection'>;
  /** Our secret key of a connection, 32 bytes; the caller keeps it in memory only. */
  readonly serviceSecret: (id: ConnectionId) => Uint8Array | undefined;
  /** Written at most once a minute per connection. */
  readonly seen: (id: ConnectionId, at: UnixSeconds) => void;
  /** Called after a connection was made or revoked. */
  readonly onChange: (listener: () => void) => () => void;
};
