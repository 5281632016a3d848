// Clock and randomness as arguments: nothing below the entry files reads the system's own.
import { randomBytes } from 'node:crypto';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';

export type Clock = {
  /** Wall time in whole seconds. May jump. */
  readonly now: () => UnixSeconds;
  /** Milliseconds from an arbitrary start. Never jumps; does not survive a restart. */
  readonly monotonic: () => number;
  /** Calls back once after `ms`; returns the disposer. */
  readonly after: (ms: number, callback: () => void) => () => void;
};

/** Fills `length` bytes from the operating system's generator. */
export type Random = (length: number) => Uint8Array;

export const systemClock: Clock = {
  now: () => unixSeconds(Math.floor(Date.now() / 1_000)),
  monotonic: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = (length) => randomBytes(length);

/** 80 random bits as 16 lower-case characters (RFC 4648 base32), short enough to read aloud. */
export function newId(random: Random): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  let bits = 0n;
  for (const byte of random(10)) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    text = alphabet.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
}
