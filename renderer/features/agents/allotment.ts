// Allotment: what of a node may still be promised to an agent. The core checks it again; this says it beforehand. Pure.
import type { NodeRow } from '../../../shared/contract/nodes.ts';

/** Msat the node can send and has promised to nobody, never negative; null while its balance is not known. */
export function unallotted({
  balance,
  allottedMsat,
}: Pick<NodeRow, 'balance' | 'allottedMsat'>): bigint | null {
  if (balance === null) return null;
  const left = BigInt(balance.spendableMsat) - BigInt(allottedMsat);
  return left > 0n ? left : 0n;
}
