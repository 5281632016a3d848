// Identifiers: branded strings, parsed once at the border.

declare const brand: unique symbol;
type Id<K extends string> = string & { readonly [brand]: K };

export type AgentId = Id<'AgentId'>;
export type NodeId = Id<'NodeId'>;
export type ConnectionId = Id<'ConnectionId'>;
export type SpendId = Id<'SpendId'>;
/** 32-byte Nostr event id, lower-case hex. */
export type EventId = Id<'EventId'>;
/** 32-byte payment hash, lower-case hex. */
export type PaymentHash = Id<'PaymentHash'>;
/** 32-byte x-only public key (NIP-01), lower-case hex. */
export type NostrKey = Id<'NostrKey'>;
/** 33-byte compressed public key of a Lightning node, lower-case hex. */
export type NodeKey = Id<'NodeKey'>;

const HEX32 = /^[0-9a-f]{64}$/;
const HEX33 = /^0[23][0-9a-f]{64}$/;

export const isHex32 = (value: unknown): value is string => typeof value === 'string' && HEX32.test(value);
export const isNodeKey = (value: unknown): value is NodeKey => typeof value === 'string' && HEX33.test(value);
