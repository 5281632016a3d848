// Link: a connection in memory: its key, its shared secret with the agent, what it asked lately and how fast it may ask.
import type { AgentId, ConnectionId, NostrKey } from '../../../shared/domain/ids.ts';
import type { Connection } from '../../agents/agent.ts';
import type { Clock, Random } from '../../store/clock.ts';
import { createConversation, type Conversation } from '../encryption.ts';
import { signEvent, type EventTemplate, type VerifiedEvent } from '../event.ts';
import { createLane, type Lane } from './lane.ts';
import { createSeenRequests, type SeenRequests } from './seen-requests.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

export type Link = {
  readonly id: ConnectionId;
  readonly agentId: AgentId;
  readonly clientKey: NostrKey;
  readonly serviceKey: NostrKey;
  readonly relays: readonly string[];
  readonly seen: SeenRequests;
  /** Every event, opened or not. Above it events are dropped without a word. */
  readonly flood: TokenBucket;
  /** Requests delivered before, or too old to be new. */
  readonly repeats: TokenBucket;
  /** Methods that move no money. Above it RATE_LIMITED. */
  readonly reads: TokenBucket;
  readonly readLane: Lane;
  readonly payLane: Lane;
  /** With the agent, or with another key that wrote to this service key. Derived when first needed; only the agent's is kept. */
  readonly conversation: (peer?: NostrKey) => Conversation;
  readonly sign: (template: EventTemplate) => VerifiedEvent;
  /** Overwrites the keys. The link cannot be used afterwards. */
  readonly wipe: () => void;
};

const FLOOD = { burst: 80, perSecond: 20 } as const;
const REPEATS = { burst: 40, perSecond: 5 } as const;
const READS = { burst: 20, perSecond: 5 } as const;

/** `secret`: the connection's service key; owned and wiped by the link from now on. */
export function createLink(connection: Connection, secret: Uint8Array, clock: Clock, random: Random): Link {
  const { id, agentId, clientKey, serviceKey, relays } = connection;
  let agent: Conversation | null = null;
  let wiped = false;
  const key = (): Uint8Array => {
    if (wiped) throw new Error('this link was wiped');
    return secret;
  };
  return {
    id,
    agentId,
    clientKey,
    serviceKey,
    relays,
    seen: createSeenRequests(clock),
    flood: createTokenBucket(clock, FLOOD.burst, FLOOD.perSecond),
    repeats: createTokenBucket(clock, REPEATS.burst, REPEATS.perSecond),
    reads: createTokenBucket(clock, READS.burst, READS.perSecond),
    readLane: createLane(4, 32),
    // A held payment occupies its place for 25 s: enough room that one does not keep others from being judged.
    payLane: createLane(64, 64),
    conversation: (peer) => {
      if (peer !== undefined && peer !== clientKey) return createConversation(key(), peer, random);
      agent ??= createConversation(key(), clientKey, random);
      return agent;
    },
    sign: (template) => signEvent(template, key(), random),
    wipe: () => {
      wiped = true;
      secret.fill(0);
      agent?.wipe();
    },
  };
}
