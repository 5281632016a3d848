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

const ALPHABET = '234567abcdefghijklmnopqrstuvwxyz';

/** 80 random bits as 16 lower-case characters (the digits and letters of RFC 4648 base32), short enough to read aloud. */
export function newId(random: Random): string {
  let bits = 0n;
  for (const byte of random(10)) bits = (bits << 8n) | BigInt(byte);
  return letters(bits, 16);
}

/**
 * 16 characters that sort by time: 35 bits of unix seconds, then 45 random bits. For rows that many indexes name: neighbours in
 * time are neighbours in the index, and one commit of many rows touches few pages.
 */
export function newOrderedId(at: UnixSeconds, random: Random): string {
  let bits = 0n;
  for (const byte of random(6)) bits = (bits << 8n) | BigInt(byte);
  return letters(BigInt(at), 7) + letters(bits, 9);
}

/** The lowest `5 * length` bits, most significant first. */
function letters(bits: bigint, length: number): string {
  let text = '';
  for (let left = bits; text.length < length; left >>= 5n) text = ALPHABET.charAt(Number(left & 31n)) + text;
  return text;
}
