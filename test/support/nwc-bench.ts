// A wallet service between real sockets and a scripted gate, with one connection in a registry of its own.
import { onTestFinished, vi } from 'vitest';
import type { Agent, Connection } from '../../electron/agents/agent.ts';
import { createWalletService, type WalletService } from '../../electron/nostr/nip47/service.ts';
import { createRelayPool } from '../../electron/nostr/relay-pool.ts';
import { systemRandom, type Clock } from '../../electron/store/clock.ts';
import type { NodeId, NodeKey } from '../../shared/domain/ids.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { createScriptedGate, type ScriptedGate } from '../fakes/scripted-gate.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { connectNwcClient, type NwcClient } from './nwc-client.ts';
import { AGENT, clientSecret, createTestConnections, type TestConnections } from './test-connections.ts';
import { startTinyRelay, type TinyRelay } from './tiny-relay.ts';

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
