// Event: untrusted JSON to a checked Nostr event, and our own events signed. Source: NIP-01 (ids, BIP-340 signatures), NIP-40 (expiration).
import { createHash } from 'node:crypto';
import { isXOnlyPoint, signSchnorr, verifySchnorr, xOnlyPointFromScalar } from 'tiny-secp256k1';
import { isHex32, type EventId, type NostrKey } from '../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Random } from '../store/clock.ts';

export type NostrEvent = {
  readonly id: EventId;
  readonly pubkey: NostrKey;
  /** Unix seconds, claimed by the author. */
  readonly created_at: number;
  readonly kind: number;
  readonly tags: readonly (readonly string[])[];
  readonly content: string;
  /** 64 bytes, lower-case hex. */
  readonly sig: string;
};

export type EventTemplate = Pick<NostrEvent, 'kind' | 'created_at' | 'tags' | 'content'>;

declare const verified: unique symbol;
/** An event whose id and signature were checked on this very object. */
export type VerifiedEvent = NostrEvent & { readonly [verified]: true };

/** Own bounds: the largest request is far below them, and nothing above them is worth hashing. */
const EVENT_BOUNDS = { content: 131_072, tags: 64, tagItems: 16, tagItem: 2_048 } as const;

const SIGNATURE = /^[0-9a-f]{128}$/;

/**
 * Reads an event as a relay sent it. Builds a new object of the seven known fields and nothing else, so that no verdict cached on
 * a foreign object can travel along. undefined when the shape or a bound is broken; says nothing about id or signature.
 */
export function parseEvent(value: unknown): NostrEvent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, pubkey, created_at, kind, tags, content, sig } = value as Record<string, unknown>;
  if (!isHex32(id) || !isHex32(pubkey) || typeof sig !== 'string' || !SIGNATURE.test(sig)) return undefined;
  if (!isCount(created_at) || !isCount(kind) || kind > 65_535) return undefined;
  if (typeof content !== 'string' || content.length > EVENT_BOUNDS.content) return undefined;
  const readTags = parseTags(tags);
  if (!readTags) return undefined;
  return { id: id as EventId, pubkey: pubkey as NostrKey, created_at, kind, tags: readTags, content, sig };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function parseTags(value: unknown): string[][] | undefined {
  if (!Array.isArray(value) || value.length > EVENT_BOUNDS.tags) return undefined;
  const tags: string[][] = [];
  for (const tag of value as unknown[]) {
    if (!Array.isArray(tag) || tag.length > EVENT_BOUNDS.tagItems) return undefined;
    const items: string[] = [];
    for (const item of tag as unknown[]) {
      if (typeof item !== 'string' || item.length > EVENT_BOUNDS.tagItem) return undefined;
      items.push(item);
    }
    tags.push(items);
  }
  return tags;
}

function digest(pubkey: string, event: EventTemplate): Buffer {
  const { created_at, kind, tags, content } = event;
  return createHash('sha256')
    .update(JSON.stringify([0, pubkey, created_at, kind, tags, content]))
    .digest();
}

/** Checks the id against the content and the BIP-340 signature against the id. About 0.2 ms. */
export function isAuthentic(event: NostrEvent): event is VerifiedEvent {
  // SECURITY: no verdict is cached anywhere; a cached one survives an object spread and would vouch for changed content.
  const hash = digest(event.pubkey, event);
  if (hash.toString('hex') !== event.id) return false;
  const key = Buffer.from(event.pubkey, 'hex');
  try {
    return isXOnlyPoint(key) && verifySchnorr(hash, key, Buffer.from(event.sig, 'hex'));
  } catch {
    return false;
  }
}

/** Public key (x-only) of a 32-byte secret. Throws when the bytes are no secp256k1 scalar. */
export const publicKeyOf = (secret: Uint8Array): NostrKey =>
  Buffer.from(xOnlyPointFromScalar(secret)).toString('hex') as NostrKey;

/** Signs as the owner of `secret` (32 bytes). `random` is BIP-340's auxiliary randomness. */
export function signEvent(template: EventTemplate, secret: Uint8Array, random: Random): VerifiedEvent {
  const { kind, created_at, tags, content } = template;
  const pubkey = publicKeyOf(secret);
  const hash = digest(pubkey, template);
  const event: NostrEvent = {
    id: hash.toString('hex') as EventId,
    pubkey,
    created_at,
    kind,
    tags,
    content,
    sig: Buffer.from(signSchnorr(hash, secret, random(32))).toString('hex'),
  };
  return event as VerifiedEvent;
}

/** First value of the first tag of that name; undefined when there is none. */
export function tagValue(event: EventTemplate, name: string): string | undefined {
  return event.tags.find((tag) => tag[0] === name)?.[1];
}

/** NIP-40 `expiration` in unix seconds: null without the tag, `malformed` when it cannot be read. */
export function expirationOf(event: EventTemplate): UnixSeconds | null | 'malformed' {
  const tag = event.tags.find(([name]) => name === 'expiration');
  if (!tag) return null;
  return /^\d{1,12}$/.test(tag[1] ?? '') ? (Number(tag[1]) as UnixSeconds) : 'malformed';
}
