// Relay frames: what a relay says to a client, from untrusted text to typed values. Source: NIP-01, "from relay to client".
import { isHex32, type EventId } from '../../shared/domain/ids.ts';

export type RelayFrame =
  | { readonly kind: 'event'; readonly subscription: string; readonly event: unknown }
  | { readonly kind: 'ok'; readonly id: EventId; readonly accepted: boolean; readonly reason: string }
  | { readonly kind: 'closed'; readonly subscription: string; readonly reason: string }
  | { readonly kind: 'notice'; readonly text: string }
  /** EOSE, AUTH, COUNT and whatever comes later: nothing we act on. */
  | { readonly kind: 'other' };

/** Largest frame read, in bytes; `ws` closes the socket above it. */
export const MAX_FRAME_BYTES = 262_144;

/** undefined: not a frame of NIP-01. */
export function parseFrame(text: string): RelayFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || typeof value[0] !== 'string') return undefined;
  const [type, first, second, third] = value as unknown[];
  switch (type) {
    case 'EVENT':
      return typeof first === 'string' ? { kind: 'event', subscription: first, event: second } : undefined;
    case 'OK':
      return isHex32(first) && typeof second === 'boolean'
        ? { kind: 'ok', id: first as EventId, accepted: second, reason: relayWords(third) }
        : undefined;
    case 'CLOSED':
      return typeof first === 'string'
        ? { kind: 'closed', subscription: first, reason: relayWords(second) }
        : undefined;
    case 'NOTICE':
      return { kind: 'notice', text: relayWords(first) };
    default:
      return { kind: 'other' };
  }
}

/** A relay's own words, made fit to be shown: one line, no control or direction marks, at most 200 characters. */
export function relayWords(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .slice(0, 200)
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .toWellFormed()
    .trim();
}
