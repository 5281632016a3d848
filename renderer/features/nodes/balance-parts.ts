// The parts of a node's balance as shares of the whole, and what its agents were promised. Pure.
import type { NodeRow } from '../../../shared/contract/nodes.ts';

type Balance = NonNullable<NodeRow['balance']>;

export type BalanceParts = {
  /** Percent of the bar's width; they add up to 100 at most. */
  readonly spendable: number;
  readonly inFlight: number;
  readonly reserved: number;
  /** Msat that agents were allotted and the node cannot spend; 0n when there is enough. */
  readonly shortfall: bigint;
};

/** The bar is as wide as the total, or as the parts where a node's own figures overlap. */
export function balanceParts(balance: Balance, allottedMsat: string): BalanceParts {
  const spendable = BigInt(balance.spendableMsat);
  const inFlight = BigInt(balance.inFlightMsat);
  const reserved = BigInt(balance.reservedMsat);
  const parts = spendable + inFlight + reserved;
  const total = BigInt(balance.totalMsat);
  const whole = parts > total ? parts : total;
  const share = (part: bigint): number => (whole === 0n ? 0 : Number((part * 10_000n) / whole) / 100);
  const missing = BigInt(allottedMsat) - spendable - inFlight;
  return {
    spendable: share(spendable),
    inFlight: share(inFlight),
    reserved: share(reserved),
    shortfall: missing > 0n ? missing : 0n,
  };
}
