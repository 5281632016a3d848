// Switch: carries one attempt hop by hop to the payee and its answer back, locking and releasing every channel on the way.
import type { Msat } from '../../../shared/domain/money.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { Clock } from '../seeded.ts';
import type { Books } from './books.ts';
import type { BlockChain as Chain } from '../chain/block-chain.ts';
import { offer, resolve, sideOf, type Channel, type Htlc } from './channel.ts';
import type { IncomingHtlc } from './invoices.ts';
import type { AttemptEnd, Dispatch } from './payments.ts';
import { edgeKey, type Route, type RouteHop } from './routing.ts';

/** One HTLC that was passed on and settled, as the node that passed it on sees it. */
export type Forward = {
  readonly at: UnixSeconds;
  readonly incomingChannel: string;
  readonly outgoingChannel: string;
  readonly incoming: Msat;
  readonly outgoing: Msat;
  readonly incomingHtlc: number;
  readonly outgoingHtlc: number;
};

type Locked = { readonly hop: RouteHop; readonly htlc: Htlc };

/** `hopDelayMs` passes at every hop, there and back. */
export function createSwitch(deps: {
  readonly clock: Clock;
  readonly chain: Chain;
  readonly books: Books;
  readonly hopDelayMs: number;
  readonly nameOf: (node: string) => string;
  readonly deliver: (node: string, hash: string, htlc: IncomingHtlc) => void;
  readonly channelChanged: (channel: Channel) => void;
  /** Told of each hop that settled, with the key of the node between. */
  readonly forwarded: (node: string, forward: Forward) => void;
}): Dispatch {
  const { clock, chain, books } = deps;
  const later = (callback: () => void): void => void clock.after(deps.hopDelayMs, callback);

  /** Releases the hops from the payee's side on, then calls `finish`. */
  function unwind(locked: readonly Locked[], fulfilled: boolean, finish: () => void): void {
    const last = locked.at(-1);
    if (!last) {
      finish();
      return;
    }
    resolve(last.hop.channel, last.htlc, fulfilled);
    const before = locked.at(-2);
    if (fulfilled && before)
      deps.forwarded(last.hop.from, {
        at: clock.now(),
        incomingChannel: before.hop.channel.id,
        outgoingChannel: last.hop.channel.id,
        incoming: before.htlc.amount,
        outgoing: last.htlc.amount,
        incomingHtlc: before.htlc.index,
        outgoingHtlc: last.htlc.index,
      });
    deps.channelChanged(last.hop.channel);
    later(() => unwind(locked.slice(0, -1), fulfilled, finish));
  }

  const heightBefore = (route: Route, index: number): number =>
    index === 0 ? route.timeLock : (route.hops[index - 1] as RouteHop).expiry;

  return (payment, route, done) => {
    const target = payment.request.destination;
    const origin = route.hops[0]?.from ?? target;
    const entry = books.open({
      at: clock.now(),
      hash: payment.hash,
      payer: deps.nameOf(origin),
      payee: deps.nameOf(target),
      amount: route.hops.at(-1)?.forward ?? payment.amount,
      fee: route.fee,
    });
    const conclude = (end: AttemptEnd): void => {
      if ('preimage' in end) books.close(entry, clock.now(), 'settled');
      else books.close(entry, clock.now(), 'failed', end.failure.code);
      done(end);
    };

    function forward(index: number, locked: readonly Locked[]): void {
      const hop = route.hops[index];
      if (!hop) {
        arrive(locked);
        return;
      }
      const side = sideOf(hop.channel, hop.from);
      const htlc = offer(hop.channel, side, hop.locked, payment.hash, heightBefore(route, index));
      if (!htlc) {
        const code = hop.channel.active ? 'TEMPORARY_CHANNEL_FAILURE' : 'CHANNEL_DISABLED';
        const failure = { code, sourceIndex: index, height: chain.tip().height } as const;
        unwind(locked, false, () => conclude({ failure, failedEdge: edgeKey(hop.channel, hop.from) }));
        return;
      }
      deps.channelChanged(hop.channel);
      later(() => forward(index + 1, [...locked, { hop, htlc }]));
    }

    function arrive(locked: readonly Locked[]): void {
      const last = locked.at(-1);
      if (!last) throw new Error('a route has at least one hop');
      deps.deliver(target, payment.hash, {
        channelId: last.hop.channel.id,
        index: last.htlc.index,
        amount: last.hop.forward,
        total: payment.amount,
        secret: payment.request.secret,
        expiryHeight: last.htlc.expiryHeight,
        answer: (preimage) => {
          const failure = {
            code: 'INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS',
            sourceIndex: locked.length,
            height: chain.tip().height,
          } as const;
          unwind(locked, preimage !== null, () =>
            conclude(preimage === null ? { failure, failedEdge: null } : { preimage }),
          );
        },
      });
    }

    forward(0, []);
  };
}
