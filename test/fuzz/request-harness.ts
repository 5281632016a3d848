// Request harness: the real NIP-47 service over the real gate and ledger, on a virtual clock. Only the relay and the node are played.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection, ConnectionRegistry } from '../../electron/agents/agent.ts';
import { isAuthentic, parseEvent, publicKeyOf, type VerifiedEvent } from '../../electron/nostr/event.ts';
import { createWalletService } from '../../electron/nostr/nip47/service.ts';
import type { PoolListener, RelayPool } from '../../electron/nostr/relay-pool.ts';
import { openDatabase } from '../../electron/store/database.ts';
import type { AgentId, ConnectionId, NodeId, PaymentHash } from '../../shared/domain/ids.ts';
import { sats } from '../../shared/domain/money.ts';
import { NWC_METHODS, type NwcMethod } from '../../shared/domain/nwc.ts';
import { POLICY_PRESETS } from '../../shared/domain/policy.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { assembleGate, insertConnection, insertNode, seededRandom } from '../support/assemble-gate.ts';
import { createFakeClock, START } from '../support/fake-clock.ts';
import { createScriptedNode, NODE_KEY } from '../support/scripted-node.ts';

/** The secrets of this run; `client whole`, `service whole`, … */
export const secretOf = (name: string): Uint8Array => createHash('sha256').update(`fuzz ${name}`).digest();
const RELAY = 'ws://relay.fuzz';
/** The agent's daily limit, in msat. */
export const DAILY = sats(50_000n);

/** A service, a gate and a ledger, with two connections: one granted everything, one granted get_info. */
export function createHarness() {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-fuzz-'));
  const clock = createFakeClock();
  const random = seededRandom('fuzz');
  const scripted = createScriptedNode('node1' as NodeId, () => clock.now());
  let invoices = 0;
  const node: typeof scripted = {
    ...scripted,
    makeInvoice: ({ expirySeconds }) =>
      Promise.resolve({
        invoice: `lnbcrt1made${(invoices += 1)}`,
        paymentHash: createHash('sha256').update(`made ${invoices}`).digest('hex') as PaymentHash,
        expiresAt: unixSeconds(clock.now() + expirySeconds),
      }),
  };
  const database = openDatabase({ path: join(folder, 'ledger.db'), key: secretOf('key') });
  const errors: string[] = [];
  const note = (details: object, message: string): void =>
    void errors.push(`${message} ${JSON.stringify(details)}`);
  const { gate, registry } = assembleGate({ database, node, clock, random, onError: note });
  insertNode(database, node, NODE_KEY, START - 100_000);
  const [starter] = POLICY_PRESETS;
  if (!starter) throw new Error('there is no preset');
  const made = registry.create(
    {
      name: 'A',
      purpose: '',
      nodeId: node.id,
      draw: 'allotted',
      policy: {
        ...starter.policy,
        maxSingleTx: sats(20_000n),
        maxDailySpend: DAILY,
        rate: { perMinute: 100_000, perHour: 1_000_000 },
      },
    },
    { kind: 'operator', via: 'window' },
  );
  if (!made.ok) throw new Error(made.message);
  gate.credit(made.value, sats(5_000_000n), 'fuzz', { kind: 'operator', via: 'window' });

  const connectionOf = (name: string, methods: readonly NwcMethod[]): Connection => ({
    id: insertConnection(database, made.value, name, START),
    agentId: made.value as AgentId,
    label: name,
    clientKey: publicKeyOf(secretOf(`client ${name}`)),
    serviceKey: publicKeyOf(secretOf(`service ${name}`)),
    methods,
    relays: [RELAY],
    createdAt: unixSeconds(START),
    expiresAt: null,
    revokedAt: null,
    lastSeenAt: null,
  });
  const all = [connectionOf('whole', NWC_METHODS), connectionOf('narrow', ['get_info'])];
  const unused = (): never => {
    throw new Error('not used by the service');
  };
  const connections: ConnectionRegistry = {
    get: (id) => all.find((one) => one.id === id),
    live: () => all,
    ofAgent: () => all,
    create: unused,
    revoke: unused,
    serviceSecret: (id: ConnectionId) =>
      Uint8Array.from(secretOf(`service ${all.find((one) => one.id === id)?.label ?? ''}`)),
    seen: () => undefined,
    onChange: () => () => undefined,
  };

  let listener: PoolListener | null = null;
  const published: VerifiedEvent[] = [];
  const pool: RelayPool = {
    setInterest: () => undefined,
    listen: (to) => {
      listener = to;
      return () => undefined;
    },
    publish: (event) => {
      published.push(event);
      return Promise.resolve({ accepted: true, verdicts: [] });
    },
    states: () => [],
    onStates: () => () => undefined,
    close: () => undefined,
  };
  const service = createWalletService({
    gate,
    registry,
    connections,
    pool,
    clock,
    random,
    nodeInfo: () => {
      const state = node.state();
      return state.kind === 'ready' ? state.info : null;
    },
    log: { warn: note, error: note },
  });
  gate.start();
  service.start();

  /** As the pool does: parsed anew, asked for, checked. */
  const deliver = (raw: unknown): void => {
    const event = parseEvent(JSON.parse(JSON.stringify(raw) ?? 'null'));
    if (event && listener?.wants(event) && isAuthentic(event)) listener.receive(event, RELAY, false);
  };

  return {
    clock,
    node,
    gate,
    errors,
    published,
    deliver,
    connections: all,
    agentId: made.value,
    /** Lets everything run that can; with real turns, should a piece of the service use threads. */
    settle: async (isDone: () => boolean) => {
      for (let turn = 0; turn < 20 && !isDone(); turn += 1) {
        for (let micro = 0; micro < 10; micro += 1) await Promise.resolve();
        if (turn > 1 && !isDone()) await new Promise((resolve) => void setImmediate(resolve));
      }
    },
    close: async () => {
      const stopped = service.stop();
      clock.advance(3);
      await stopped;
      await gate.stop();
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Harness = ReturnType<typeof createHarness>;
