// Routing: the cheapest way over the channel graph, amounts and fees counted from the payee backwards (BOLT 7, fee formula).
import { msat, ZERO_MSAT, type Msat } from '../../../shared/domain/money.ts';
import { peerOf, sendable, sideOf, type Channel } from './channel.ts';

/** What a node asks for forwarding, and the blocks it needs. */
export type ForwardPolicy = { readonly base: Msat; readonly ppm: bigint; readonly cltvDelta: number };

export type RouteHop = {
  readonly channel: Channel;
  readonly from: string;
  readonly to: string;
  /** Locked on this hop's channel. */
  readonly locked: Msat;
  /** Passed on by `to`; at the payee, what it receives. */
  readonly forward: Msat;
  /** Kept by `to`: `locked - forward`. */
  readonly fee: Msat;
  /** Height at which the HTLC `to` passes on times out (lnd's `expiry` of a hop). */
  readonly expiry: number;
};

export type Route = {
  readonly hops: readonly RouteHop[];
  readonly total: Msat;
  readonly fee: Msat;
  readonly timeLock: number;
};

export type RouteQuery = {
  readonly source: string;
  readonly target: string;
  readonly amount: Msat;
  /** Largest fee of the whole route. */
  readonly feeLimit: Msat;
  readonly height: number;
  readonly finalCltvDelta: number;
  /** `channel id/from key` pairs that failed before. */
  readonly avoid: ReadonlySet<string>;
  /** First hop must be one of these channel ids; empty means any. */
  readonly outgoing: readonly string[];
};

const MAX_HOPS = 20;

export const edgeKey = (channel: Channel, from: string): string => `${channel.id}/${from}`;

/** Fee of forwarding `amount`, rounded down as BOLT 7 writes it. */
const forwardFee = (policy: ForwardPolicy, amount: bigint): Msat =>
  msat(policy.base + (amount * policy.ppm) / 1_000_000n);

type Step = { readonly node: string; readonly needed: Msat; readonly path: readonly Channel[] };

/**
 * Uniform-cost search from the target. A node knows its own balances and only the capacity of other channels, so a route may
 * still fail on the way. undefined: no route within the fee limit.
 */
export function findRoute(
  query: RouteQuery,
  channelsOf: (node: string) => readonly Channel[],
  policyOf: (node: string) => ForwardPolicy,
): Route | undefined {
  const settled = new Set<string>();
  const open: Step[] = [{ node: query.target, needed: query.amount, path: [] }];
  while (open.length > 0) {
    const step = takeCheapest(open);
    if (step.node === query.source && step.path.length > 0) return buildRoute(query, step.path, policyOf);
    if (settled.has(step.node) || step.path.length >= MAX_HOPS) continue;
    settled.add(step.node);
    // Whoever forwards adds its fee; the payee and the payer ask none.
    const fee = step.path.length === 0 ? ZERO_MSAT : forwardFee(policyOf(step.node), step.needed);
    const carried = msat(step.needed + fee);
    if (carried - query.amount > query.feeLimit) continue;
    for (const channel of channelsOf(step.node)) {
      const from = peerOf(channel, step.node);
      if (settled.has(from) || !usable(channel, from, carried, query)) continue;
      open.push({ node: from, needed: carried, path: [channel, ...step.path] });
    }
  }
  return undefined;
}

function usable(channel: Channel, from: string, amount: Msat, query: RouteQuery): boolean {
  if (!channel.active || query.avoid.has(edgeKey(channel, from))) return false;
  if (from !== query.source) return amount <= channel.capacity;
  if (query.outgoing.length > 0 && !query.outgoing.includes(channel.id)) return false;
  return amount <= sendable(channel, sideOf(channel, from));
}

function takeCheapest(open: Step[]): Step {
  let best = 0;
  open.forEach((step, index) => {
    const rival = open[best] as Step;
    const cheaper = step.needed < rival.needed;
    if (cheaper || (step.needed === rival.needed && step.path.length < rival.path.length)) best = index;
  });
  return open.splice(best, 1)[0] as Step;
}

function buildRoute(
  query: RouteQuery,
  path: readonly Channel[],
  policyOf: (node: string) => ForwardPolicy,
): Route {
  const receivers: string[] = [];
  let cursor = query.source;
  for (const channel of path) receivers.push((cursor = peerOf(channel, cursor)));
  const hops: RouteHop[] = [];
  let forward = query.amount;
  // lnd adds three blocks so that a block mined meanwhile does not fail the payment.
  let expiry = query.height + query.finalCltvDelta + 3;
  for (let index = path.length - 1; index >= 0; index -= 1) {
    const to = receivers[index] as string;
    const isFinal = index === path.length - 1;
    const policy = policyOf(to);
    const locked = isFinal ? forward : msat(forward + forwardFee(policy, forward));
    const channel = path[index] as Channel;
    const from = receivers[index - 1] ?? query.source;
    hops.unshift({ channel, from, to, locked, forward, fee: msat(locked - forward), expiry });
    forward = locked;
    if (!isFinal) expiry += policy.cltvDelta;
  }
  return { hops, total: forward, fee: msat(forward - query.amount), timeLock: expiry };
}
