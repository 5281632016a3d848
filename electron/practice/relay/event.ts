// Event: the shape, the id and the signature of a Nostr event (NIP-01), checked before it is kept or passed on.
import { verifySchnorr } from 'tiny-secp256k1';
import { sha256 } from '../seeded.ts';

export type RelayEvent = {
  readonly id: string;
  readonly pubkey: string;
  readonly created_at: number;
  readonly kind: number;
  readonly tags: readonly (readonly string[])[];
  readonly content: string;
  readonly sig: string;
};

const MAX_TAGS = 2_000;
const HEX64 = /^[0-9a-f]{64}$/;
const HEX128 = /^[0-9a-f]{128}$/;

/** NIP-01 classes of kinds. */
export const isEphemeral = (kind: number): boolean => kind >= 20_000 && kind < 30_000;
export const isReplaceable = (kind: number): boolean =>
  kind === 0 || kind === 3 || (kind >= 10_000 && kind < 20_000);
export const isAddressable = (kind: number): boolean => kind >= 30_000 && kind < 40_000;

export const eventId = (event: Omit<RelayEvent, 'id' | 'sig'>): string =>
  sha256(JSON.stringify([0, event.pubkey, event.created_at, event.kind, event.tags, event.content])).toString(
    'hex',
  );

function hasShape(raw: unknown): raw is RelayEvent {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false;
  const event = raw as Record<string, unknown>;
  const matching = (name: string, pattern: RegExp): boolean => {
    const value = event[name];
    return typeof value === 'string' && pattern.test(value);
  };
  const whole = (name: string, limit: number): boolean => {
    const value = event[name];
    return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= limit;
  };
  return (
    matching('id', HEX64) &&
    matching('pubkey', HEX64) &&
    matching('sig', HEX128) &&
    whole('kind', 65_535) &&
    whole('created_at', Number.MAX_SAFE_INTEGER) &&
    typeof event['content'] === 'string' &&
    Array.isArray(event['tags']) &&
    event['tags'].length <= MAX_TAGS &&
    event['tags'].every(
      (tag) => Array.isArray(tag) && tag.length > 0 && tag.every((item) => typeof item === 'string'),
    )
  );
}

export type CheckedEvent =
  | { readonly ok: true; readonly event: RelayEvent }
  /** `id` is what the sender calls it, to answer by; empty when it names none. */
  | { readonly ok: false; readonly id: string; readonly reason: string };

export function checkEvent(raw: unknown): CheckedEvent {
  if (!hasShape(raw)) {
    const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : '';
    return {
      ok: false,
      id: typeof id === 'string' ? id.slice(0, 64) : '',
      reason: 'invalid: this is not an event',
    };
  }
  // Only the seven fields are kept: whatever else was sent is not passed on.
  const { id, pubkey, created_at, kind, tags, content, sig } = raw;
  if (eventId(raw) !== id) return { ok: false, id, reason: 'invalid: event id does not match' };
  if (!verify(id, pubkey, sig)) return { ok: false, id, reason: 'invalid: signature does not verify' };
  return { ok: true, event: { id, pubkey, created_at, kind, tags, content, sig } };
}

function verify(id: string, pubkey: string, sig: string): boolean {
  try {
    return verifySchnorr(Buffer.from(id, 'hex'), Buffer.from(pubkey, 'hex'), Buffer.from(sig, 'hex'));
  } catch {
    // The library throws for a public key that is not on the curve.
    return false;
  }
}
