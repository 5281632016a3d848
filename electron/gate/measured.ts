// Measured: the world as one request to pay met it, kept with the spend. With it another policy can be asked about the same moment
// (what-if.ts) without guessing what counted then. Values only.
import { msat, type Msat } from '../../shared/domain/money.ts';

export type Measured = {
  /** The agent's own fee ceiling; null when it named none. */
  readonly maxFee: Msat | null;
  /** Settled in the agent's window. */
  readonly used: Msat;
  /** Amount plus fee limit of the agent's payments in flight, and how many. */
  readonly reserved: Msat;
  readonly inFlight: number;
  /** What counted against the fleet and was not this agent's. */
  readonly others: Msat;
  readonly fleetLimit: Msat | null;
  /** Requests of the last 60 s and 3,600 s, this one included. */
  readonly lastMinute: number;
  readonly lastHour: number;
  readonly spendable: Msat;
  readonly paidBefore: boolean;
  /** The fleet had paid or named this destination. */
  readonly known: boolean;
  /** The destination, paid or named by the fleet, that this one looks like. */
  readonly imitates: string | null;
};

export function measuredToText(measured: Measured): string {
  const { maxFee, used, reserved, inFlight, others, fleetLimit, lastMinute, lastHour, spendable } = measured;
  return [
    maxFee ?? '',
    used,
    reserved,
    inFlight,
    others,
    fleetLimit ?? '',
    lastMinute,
    lastHour,
    spendable,
    measured.paidBefore ? 1 : 0,
    measured.known ? 1 : 0,
    measured.imitates ?? '',
  ].join(' ');
}

/** undefined: not written by `measuredToText`. */
export function measuredFromText(text: string): Measured | undefined {
  const parts = text.split(' ');
  if (parts.length !== 12) return undefined;
  const amount = (index: number): Msat => msat(BigInt(parts[index] ?? ''));
  const maybe = (index: number): Msat | null => (parts[index] === '' ? null : amount(index));
  const count = (index: number): number => Number(parts[index]);
  return {
    maxFee: maybe(0),
    used: amount(1),
    reserved: amount(2),
    inFlight: count(3),
    others: amount(4),
    fleetLimit: maybe(5),
    lastMinute: count(6),
    lastHour: count(7),
    spendable: amount(8),
    paidBefore: parts[9] === '1',
    known: parts[10] === '1',
    imitates: parts[11] === '' ? null : (parts[11] ?? null),
  };
}
