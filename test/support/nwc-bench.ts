// A wallet service between real sockets and a scripted gate, with one connection in a registry of its own.
import { createHash } from 'node:crypto';
import { onTestFinished, vi } from 'vitest';
import type { Agent, Connection, ConnectionRegistry } from '../../electron/agents/agent.ts';
import { publicKeyOf } from '../../electron/nostr/event.ts';
import { createWalletService, type WalletService } from '../../electron/nostr/nip47/service.ts';
import { createRelayPool } from '../../electron/nostr/relay-pool.ts';
import { systemRandom, type Clock } from '../../electron/store/clock.ts';
import type { AgentId, ConnectionId, NodeId, NodeKey } from '../../shared/domain/ids.ts';
import { NWC_METHODS } from '../../shared/domain/nwc.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { createScriptedGate, type ScriptedGate } from '../fakes/scripted-gate.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { connectNwcClient, type NwcClient } from './nwc-client.ts';
import { startTinyRelay, type TinyRelay } from './tiny-relay.ts';

export const AGENT = 'agent1' as AgentId;
const secretOf = (seed: string): Uint8Array => createHash('sha256').update(seed).digest();

export type TestConnections = ConnectionRegistry & {
  readonly add: (seed: string, about?: Partial<Connection>) => Connection;
  readonly drop: (id: ConnectionId) => void;
  readonly seenAt: Map<ConnectionId, number>;
};

export const clientSecret = (seed: string): Uint8Array => secretOf(`client ${seed}`);

export function createTestConnections(clock: Clock): TestConnections {
  const all = new Map<ConnectionId, Connection>();
  const listeners = new Set<() => void>();
  const seenAt = new Map<ConnectionId, number>();
  const change = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    seenAt,
    add: (seed, about = {}) => {
      const connection: Connection = {
        id: seed as ConnectionId,
        agentId: AGENT,
        label: seed,
        clientKey: publicKeyOf(clientSecret(seed)),
        serviceKey: publicKeyOf(secretOf(`service ${seed}`)),
        methods: NWC_METHODS,
        relays: [],
        createdAt: clock.now(),
        expiresAt: null,
        revokedAt: null,
        lastSeenAt: null,
        ...about,
      };
      all.set(connection.id, connection);
      change();
      return connection;
    },
    drop: (id) => {
      const connection = all.get(id);
      if (connection) all.set(id, { ...connection, revokedAt: clock.now() });
      change();
    },
    get: (id) => all.get(id),
    live: () =>
      [...all.values()].filter(
        ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > clock.now()),
      ),
    ofAgent: (id) => [...all.values()].filter(({ agentId }) => agentId === id),
    create: () => {
      throw new Error('not in these tests');
    },
    revoke: () => {
      throw new Error('not in these tests');
    },
    serviceSecret: (id) =>
      all.get(id)?.revokedAt === null ? Uint8Array.from(secretOf(`service ${id}`)) : undefined,
    seen: (id, at) => void seenAt.set(id, at),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const node = {
  publicKey: `02${'11'.repeat(32)}` as NodeKey,
  alias: 'practice-1',
  version: '0.20.0',
  network: 'regtest',
  blockHeight: 812,
  blockHash: '22'.repeat(32),
  blockTime: null,
  synced: true,
  channels: { active: 1, inactive: 0, pending: 0 },
} as const;

export type NwcBench<C extends Clock = FakeClock> = {
  readonly relay: TinyRelay;
  readonly gate: ScriptedGate;
  readonly clock: C;
  readonly connections: TestConnections;
  readonly connection: Connection;
  readonly service: WalletService;
  readonly client: NwcClient;
  readonly errors: object[];
  /** One more connection on the same relay, taken up by the service; only with a clock that can be advanced. */
  readonly join: (seed: string) => Promise<NwcClient>;
};

export type BenchOptions = {
  readonly connection?: Partial<Connection>;
  readonly relays?: readonly string[];
  readonly prepare?: (gate: ScriptedGate) => void;
};

export function startNwcBench(options?: BenchOptions): Promise<NwcBench> {
  return startNwcBenchOn(createFakeClock(), options);
}

/** Started, subscribed, info event out. */
export async function startNwcBenchOn<C extends Clock>(
  clock: C,
  options: BenchOptions = {},
): Promise<NwcBench<C>> {
  const relay = await startTinyRelay();
  const gate = createScriptedGate();
  options.prepare?.(gate);
  const connections = createTestConnections(clock);
  const connection = connections.add('one', {
    relays: [relay.url, ...(options.relays ?? [])],
    ...options.connection,
  });
  const errors: object[] = [];
  const pool = createRelayPool({ clock, random: systemRandom });
  const agent: Agent = {
    id: AGENT,
    name: 'Researcher',
    purpose: '',
    nodeId: 'node1' as NodeId,
    draw: 'allotted',
    frozen: null,
    policyVersion: 1,
    booked: 0n,
    createdAt: unixSeconds(0),
  };
  const service = createWalletService({
    connections,
    gate,
    pool,
    clock,
    random: systemRandom,
    registry: { get: () => agent },
    nodeInfo: () => node,
    log: { warn: () => undefined, error: (details) => void errors.push(details) },
  });
  onTestFinished(() => pool.close());
  service.start();
  await vi.waitFor(() => {
    if (!relay.published.some((event) => event.kind === 13_194)) throw new Error('no info event yet');
  });
  const client = await connectNwcClient(relay.url, clientSecret('one'), connection.serviceKey, () =>
    clock.now(),
  );
  const join = async (seed: string): Promise<NwcClient> => {
    const { serviceKey } = connections.add(seed, { relays: [relay.url] });
    if ('advance' in clock) (clock as unknown as FakeClock).advance(1);
    await vi.waitFor(() => {
      if (!relay.requests.some(({ filter }) => filter['#p']?.includes(serviceKey)))
        throw new Error('not taken up yet');
    });
    return connectNwcClient(relay.url, clientSecret(seed), serviceKey, () => clock.now());
  };
  return { relay, gate, clock, connections, connection, service, client, errors, join };
}
