// Fleet: relay, network, three LND-speaking nodes and the agents, put together. The `ready` message is all the core needs to know.
//
// startFleet({ seed, speed, agents?, hopDelayMs?, log }) -> Promise<Fleet>
//   { ready, receive(message), network, relay, node(name), close() }
import type { Character, FromPractice, ToPractice } from '../../shared/domain/practice.ts';
import { startAgent, type PracticeAgent } from './agents/agent.ts';
import { CAST } from './agents/cast.ts';
import { createNwcClient, parsePairing } from './agents/nwc-client.ts';
import { invoiceFor, labelsOf, payFrom } from './agents/shops.ts';
import { createPracticeNetwork, type PracticeNetwork } from './lightning/network.ts';
import { startLndServer, type LndServer } from './lightning/server.ts';
import { FLEET } from './lightning/topology.ts';
import { startEsploraServer } from './chain/esplora-server.ts';
import { runChainOrder } from './chain/orders.ts';
import { startRelay, type Relay } from './relay/relay.ts';
import { seededRandom, wallClock, type Clock } from './seeded.ts';

export type Fleet = {
  readonly ready: Extract<FromPractice, { type: 'ready' }>;
  readonly receive: (message: ToPractice) => void;
  readonly network: PracticeNetwork;
  readonly relay: Relay;
  /** Throws for a node that is not the operator's. */
  readonly server: (name: string) => LndServer;
  readonly close: () => Promise<void>;
};

export type FleetOptions = {
  readonly seed: number;
  /** 1 is real time. */
  readonly speed: number;
  /** false: relay and nodes only, an empty cast. */
  readonly agents?: boolean;
  readonly clock?: Clock;
  /** Milliseconds a payment takes per hop, there and back. */
  readonly hopDelayMs?: number;
  /** false: blocks come on request alone. */
  readonly blocksByClock?: boolean;
  readonly log: (line: string) => void;
};

/** Two hops there and back: about half a second, as on the real network at a good moment. */
const HOP_DELAY_MS = 120;

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const clock = options.clock ?? wallClock;
  const seed = `practice ${options.seed}`;
  const network = createPracticeNetwork({
    seed,
    clock,
    hopDelayMs: options.hopDelayMs ?? HOP_DELAY_MS,
    blocksByClock: options.blocksByClock ?? true,
  });
  const relay = await startRelay({ clock });
  const chain = await startEsploraServer(network.chain);
  const servers = await Promise.all(FLEET.map(({ name }) => startLndServer({ network, nodeName: name })));
  const agents = new Map<Character, PracticeAgent>();
  let speed = options.speed;

  function pair(character: Character, uri: string): void {
    const pairing = parsePairing(uri);
    if (!pairing) {
      options.log(`${CAST[character].member.name} was given something that is not a pairing URI`);
      return;
    }
    agents.get(character)?.stop();
    const client = createNwcClient({ pairing, clock, random: seededRandom(`${seed}/${character}/wire`) });
    agents.set(
      character,
      startAgent({
        spec: CAST[character],
        client,
        clock,
        seed: `${seed}/${character}`,
        speed: () => speed,
        invoiceFor: (purchase) => invoiceFor(network, purchase),
        payFrom: (payee, request) => payFrom(network, payee, request),
        log: options.log,
      }),
    );
  }

  return {
    network,
    relay,
    server: (name) => {
      const found = servers.find(({ node }) => node.name === name);
      if (!found) throw new Error(`no node of the operator is called ${name}`);
      return found;
    },
    ready: {
      type: 'ready',
      relays: [relay.url],
      chain: chain.url,
      nodes: servers.map(({ node, socket, certificate, macaroon }) => ({
        name: node.alias,
        socket,
        certificate,
        macaroon,
      })),
      cast: options.agents === false ? [] : Object.values(CAST).map(({ member }) => member),
      labels: labelsOf(network),
    },
    receive: (message) => {
      switch (message.type) {
        case 'pair':
          if (options.agents !== false) message.agents.forEach(({ character, uri }) => pair(character, uri));
          return;
        case 'drill':
          options.log(`Drill: ${message.name}`);
          agents.forEach((agent) => agent.drill(message.name));
          return;
        case 'faucet':
        case 'mine':
        case 'reorg':
        case 'take-back':
          options.log(runChainOrder(network, message));
          return;
        case 'speed':
          speed = message.factor;
          return;
      }
    },
    close: async () => {
      agents.forEach((agent) => agent.stop());
      await Promise.all([relay.close(), chain.close(), ...servers.map((server) => server.stop())]);
    },
  };
}
