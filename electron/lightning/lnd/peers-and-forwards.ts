// Peers and forwards: who is connected, and what was earned by passing payments on. Forwards are read onwards from where the last look ended.
import { z } from 'zod';
import { addMsat, parseMsat, ZERO_MSAT, type Msat } from '../../../shared/domain/money.ts';
import { plusSeconds, unixSeconds, type UnixSeconds } from '../../../shared/domain/time.ts';
import type { Clock } from '../../store/clock.ts';
import type { Forwards, ForwardView, PeerView } from '../node-insight.ts';
import type { LndConnection } from './connection.ts';
import { ask } from './raw.ts';

const peersAnswer = z.object({
  peers: z.array(
    z.object({
      pub_key: z.string(),
      address: z.string(),
      inbound: z.boolean(),
      // −1 until a peer was pinged.
      ping_time: z.string().regex(/^-?\d{1,16}$/),
      flap_count: z.number().int(),
    }),
  ),
});

export async function readPeers({ raw }: LndConnection): Promise<readonly PeerView[]> {
  const { peers } = peersAnswer.parse(await ask((done) => raw.default.listPeers({}, done)));
  return peers.map((peer) => ({
    publicKey: peer.pub_key,
    address: peer.address,
    inbound: peer.inbound,
    pingMicros: Number(peer.ping_time) > 0 ? Number(peer.ping_time) : null,
    flaps: Math.max(0, peer.flap_count),
  }));
}

const amount = z.string().transform((digits, context): Msat => {
  const value = parseMsat(digits);
  if (value !== undefined) return value;
  context.addIssue('not an amount');
  return z.NEVER;
});
const forwardsAnswer = z.object({
  forwarding_events: z.array(
    z.object({
      timestamp_ns: z.string().regex(/^\d{1,20}$/),
      chan_id_in: z.string(),
      chan_id_out: z.string(),
      amt_out_msat: amount,
      fee_msat: amount,
    }),
  ),
  last_offset_index: z.number().int().min(0),
});

const LOOK_BACK_SECONDS = 30 * 86_400;
const PAGE = 1_000;
const LATEST = 20;
/** Pages of one look: a busy router's month is read over several. */
const MOST_PAGES = 50;

/** Counts what was forwarded since 30 days before the first look; each look goes on where the one before ended. */
export function createForwardReader({ raw }: LndConnection, clock: Clock): () => Promise<Forwards> {
  const since: UnixSeconds = plusSeconds(clock.now(), -LOOK_BACK_SECONDS);
  let offset = 0;
  let sum: Forwards = { since, count: 0, amount: ZERO_MSAT, fees: ZERO_MSAT, latest: [] };

  const take = (events: z.output<typeof forwardsAnswer>['forwarding_events']): void => {
    const views = events.map((event): ForwardView => ({
      at: unixSeconds(Number(BigInt(event.timestamp_ns) / 1_000_000_000n)),
      fromChannel: event.chan_id_in,
      toChannel: event.chan_id_out,
      amount: event.amt_out_msat,
      fee: event.fee_msat,
    }));
    sum = {
      since,
      count: sum.count + views.length,
      amount: addMsat(sum.amount, ...views.map((view) => view.amount)),
      fees: addMsat(sum.fees, ...views.map((view) => view.fee)),
      latest: [...views.toReversed(), ...sum.latest].slice(0, LATEST),
    };
  };

  return async () => {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = forwardsAnswer.parse(
        await ask((done) =>
          raw.default.forwardingHistory(
            { start_time: String(since), index_offset: offset, num_max_events: PAGE },
            done,
          ),
        ),
      );
      const { forwarding_events: events } = answer;
      take(events);
      // The library of lnd gives the offset it was asked with when there is nothing more.
      if (events.length > 0) offset += events.length;
      if (events.length < PAGE) break;
    }
    return sum;
  };
}
