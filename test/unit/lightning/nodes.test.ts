// The directory: a node joins only after it was checked live, and its macaroon is in no place but the sealed one.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { createNodeDirectory, type NodeDirectory } from '../../../electron/lightning/nodes.ts';
import type {
  LightningNode,
  NodeCredentials,
  NodeState,
} from '../../../electron/lightning/lightning-node.ts';
import { pinOf } from '../../../electron/lightning/lnd/credentials.ts';
import { createMacaroons } from '../../../electron/practice/lightning/macaroon.ts';
import { ADMIN } from '../../../electron/practice/lightning/permissions.ts';
import { createTlsPair } from '../../../electron/practice/lightning/tls.ts';
import type { Database } from '../../../electron/store/database.ts';
import { createSealedSecrets } from '../../../electron/vault/sealed-secrets.ts';
import type { OpenVault } from '../../../electron/vault/vault.ts';
import type { AuditEntry } from '../../../shared/domain/audit-entry.ts';
import { FITTING_RIGHTS } from '../../../shared/domain/lnd-rights.ts';
import type { NodeId } from '../../../shared/domain/ids.ts';
import type { Network } from '../../../shared/domain/network.ts';
import { createFakeClock, START, type FakeClock } from '../../support/fake-clock.ts';
import { scratchDatabase } from '../../support/scratch.ts';
import { createScriptedNode } from '../../support/scripted-node.ts';

const OPERATOR = { kind: 'operator', via: 'window' } as const;
const { bake } = createMacaroons({
  rootKey: Buffer.alloc(32, 7),
  random: (length) => randomBytes(length),
  now: () => 0,
});
const wished = (name: string, port = 10_009) => ({
  name,
  socket: `localhost:${port}`,
  certificate: createTlsPair(new Date(), randomBytes(16)).certificate,
  macaroon: bake(FITTING_RIGHTS),
});

/** A vault's sealing alone: authenticated, bound to purpose and record. */
const key = randomBytes(32);
const sealing = {
  seal: (purpose, id, secret) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${purpose}/${id}`));
    return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  },
  open: (purpose, id, box) => {
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12), { authTagLength: 16 })
      .setAAD(Buffer.from(`${purpose}/${id}`))
      .setAuthTag(box.subarray(-16));
    return Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()]);
  },
} satisfies Pick<OpenVault, 'seal' | 'open'> as unknown as OpenVault;

type Opened = { node: LightningNode; credentials: NodeCredentials; expected: unknown; closed: boolean };

let database: Database;
let clock: FakeClock;
let opened: Opened[];
/** What the node behind a port says. */
let said: Map<string, (now: NodeState) => NodeState>;

const as =
  (publicKey: string, network: Network = 'regtest') =>
  (now: NodeState): NodeState =>
    now.kind === 'ready' ? { ...now, info: { ...now.info, publicKey: publicKey as never, network } } : now;

function directory(): NodeDirectory {
  return createNodeDirectory({
    database,
    audit: createAuditLog(database),
    sealed: createSealedSecrets({ database, vault: sealing }),
    clock,
    random: (length) => randomBytes(length),
    connect: (id, credentials, expected) => {
      const scripted = createScriptedNode(id, clock.now);
      const state = said.get(credentials.socket);
      if (state) scripted.setState(state(scripted.state()));
      const entry: Opened = { node: scripted, credentials, expected, closed: false };
      entry.node = { ...scripted, close: () => Promise.resolve(void (entry.closed = true)) };
      opened.push(entry);
      return entry.node;
    },
  });
}

const live = (): readonly Opened[] => opened.filter(({ closed }) => !closed);
const rows = (): readonly unknown[] => database.prepare('SELECT * FROM nodes').all();
const entries = (): readonly AuditEntry[] =>
  database
    .prepare<{ canonical: string }>('SELECT canonical FROM audit ORDER BY seq')
    .all()
    .map(({ canonical }) => JSON.parse(canonical) as AuditEntry);
const added = async (nodes: NodeDirectory, wish = wished('North')): Promise<NodeId> => {
  const result = await nodes.add(wish, OPERATOR);
  if (!result.ok) throw new Error(result.message);
  return result.value.id;
};

beforeEach(() => {
  database = scratchDatabase();
  clock = createFakeClock();
  opened = [];
  said = new Map();
});

describe('adding', () => {
  it('stores a node that was checked, connects to it as itself, and logs it', async () => {
    const nodes = directory();
    const changed = vi.fn();
    nodes.onChange(changed);
    const wish = wished('North');
    const result = await nodes.add(wish, OPERATOR);
    expect(result).toMatchObject({ ok: true, value: { warnings: [] } });
    const [record] = nodes.records();
    expect(record).toMatchObject({
      name: 'North',
      socket: 'localhost:10009',
      network: 'regtest',
      tlsPin: pinOf(wish.certificate),
      addedAt: START,
      lastAnswerAt: null,
    });
    expect(record?.permissions).toContain('Make invoices');
    expect(nodes.list()).toHaveLength(1);
    expect(live()).toHaveLength(1);
    expect(live()[0]?.expected).toMatchObject({ publicKey: record?.publicKey, network: 'regtest' });
    expect(changed).toHaveBeenCalledTimes(1);
    expect(entries()).toMatchObject([
      {
        category: 'node',
        action: 'add',
        outcome: 'succeeded',
        actor: OPERATOR,
        body: { tlsPin: record?.tlsPin },
      },
    ]);
  });

  it('keeps the macaroon out of every table but the sealed one, and out of the log', async () => {
    const wish = wished('North');
    await added(directory(), wish);
    const tables = database
      .prepare<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all();
    const text = tables
      .flatMap(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all())
      .flatMap((row) => Object.values(row))
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
      .join('\n');
    expect(text).not.toContain(wish.macaroon.slice(0, 24));
    expect(text).not.toContain('BEGIN CERTIFICATE');
  });

  it('warns of a macaroon that can do too much', async () => {
    const result = await directory().add({ ...wished('North'), macaroon: bake(ADMIN) }, OPERATOR);
    expect(result).toMatchObject({ ok: true, value: { warnings: [expect.stringMatching(/can also/)] } });
  });

  const note = 'Something.';
  it.each([
    ['bad_socket', { socket: 'https://x' }, null],
    ['bad_certificate', { certificate: 'none' }, null],
    ['bad_macaroon', { macaroon: '00' }, null],
    ['macaroon_lacks_rights', { macaroon: bake(['info:read', 'offchain:write']) }, null],
    ['unreachable', {}, { kind: 'unreachable', note }],
    ['unreachable', {}, { kind: 'connecting' }],
    ['wallet_locked', {}, { kind: 'locked', note }],
    ['refused_by_node', {}, { kind: 'refused', note }],
  ] as const)('stores nothing when refused as %s, but says so in the log', async (code, change, state) => {
    if (state) said.set('localhost:10009', () => state);
    const nodes = directory();
    const wish = { ...wished('North'), ...change };
    const result = await nodes.add(wish, OPERATOR);
    expect(result).toMatchObject({ ok: false, code });
    expect(result.ok ? '' : result.message).toMatch(/(Nothing was stored|not added)/);
    expect(rows()).toEqual([]);
    expect(database.prepare('SELECT * FROM sealed').all()).toEqual([]);
    expect(nodes.list()).toEqual([]);
    expect(live()).toEqual([]);
    expect(entries()).toMatchObject([{ action: 'add', outcome: 'refused', body: { code } }]);
    if (wish.macaroon.length > 24)
      expect(JSON.stringify(entries())).not.toContain(wish.macaroon.slice(0, 24));
  });

  it('keeps the fleet on the network of its first node', async () => {
    const nodes = directory();
    said.set('localhost:1', as(`02${'2'.repeat(64)}`, 'mainnet'));
    await added(nodes);
    expect(await nodes.add(wished('Other', 1), OPERATOR)).toMatchObject({
      code: 'wrong_network',
      message: expect.stringMatching(/mainnet.*regtest/),
    });
    expect(rows()).toHaveLength(1);
  });

  it('keeps the network also when two nodes are tried at once', async () => {
    const nodes = directory();
    said.set('localhost:1', as(`02${'2'.repeat(64)}`, 'mainnet'));
    const results = await Promise.all([
      nodes.add(wished('A', 1), OPERATOR),
      nodes.add(wished('B', 2), OPERATOR),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(rows()).toHaveLength(1);
    expect(live()).toHaveLength(1);
  });

  it('lets no two nodes bear one name', async () => {
    const nodes = directory();
    said.set('localhost:1', as(`02${'2'.repeat(64)}`));
    await added(nodes);
    expect(await nodes.add(wished('North', 1), OPERATOR)).toMatchObject({ code: 'name_taken' });
    expect(rows()).toHaveLength(1);
  });
});

describe('adding a node that is known', () => {
  it('renews address, certificate and macaroon under the old id', async () => {
    const nodes = directory();
    const id = await added(nodes);
    const seen: number[] = [];
    nodes.onChange(() => seen.push(nodes.list().length));
    const renewed = wished('North', 20_000);
    expect(await added(nodes, renewed)).toBe(id);
    expect(nodes.records()).toMatchObject([
      { id, socket: 'localhost:20000', tlsPin: pinOf(renewed.certificate) },
    ]);
    expect(live()).toHaveLength(1);
    expect(live()[0]?.credentials.macaroon).toBe(renewed.macaroon);
    expect(seen).toEqual([0, 1]);
    expect(entries().at(-1)).toMatchObject({ action: 'renew', outcome: 'succeeded' });
  });

  it('ends with one connection when it is done twice at once', async () => {
    const nodes = directory();
    await Promise.all([nodes.add(wished('North'), OPERATOR), nodes.add(wished('North'), OPERATOR)]);
    expect(nodes.list()).toHaveLength(1);
    expect(live()).toHaveLength(1);
  });

  it('brings a removed node back with its id', async () => {
    const nodes = directory();
    const id = await added(nodes);
    await nodes.remove(id, 'moved', OPERATOR);
    expect(nodes.records()).toEqual([]);
    expect(await added(nodes, wished('North again'))).toBe(id);
    expect(nodes.records()).toMatchObject([{ id, name: 'North again' }]);
  });
});

describe('removing', () => {
  const agent = (frozen: boolean): void =>
    void database
      .prepare(
        `INSERT INTO agents (id, name, purpose, node_id, draw, frozen_at, policy_version, created_at) VALUES ('a', 'A', '', ?, 'allotted', ?, 1, 1)`,
      )
      .run(
        (database.prepare<{ id: string }>('SELECT id FROM nodes').get() ?? { id: '' }).id,
        frozen ? 1 : null,
      );

  it('closes the connection, wipes the credentials, keeps the history', async () => {
    const nodes = directory();
    const id = await added(nodes);
    expect(await nodes.remove(id, 'sold', OPERATOR)).toEqual({ ok: true, value: true });
    expect(nodes.get(id)).toBeUndefined();
    expect(live()).toEqual([]);
    expect(database.prepare('SELECT * FROM sealed').all()).toEqual([]);
    expect(rows()).toMatchObject([{ id, removed_at: START }]);
    expect(entries().at(-1)).toMatchObject({ action: 'remove', body: { nodeId: id, reason: 'sold' } });
    expect(await nodes.remove(id, 'again', OPERATOR)).toMatchObject({ code: 'unknown_node' });
  });

  it('is refused while an agent may spend over it, and not for a frozen one', async () => {
    const nodes = directory();
    const id = await added(nodes);
    agent(false);
    expect(await nodes.remove(id, 'x', OPERATOR)).toMatchObject({
      code: 'node_in_use',
      message: expect.stringMatching(/^1 agent may spend over North/),
    });
    expect(live()).toHaveLength(1);
    database.prepare('UPDATE agents SET frozen_at = 5').run();
    expect(await nodes.remove(id, 'x', OPERATOR)).toMatchObject({ ok: true });
  });
});

describe('opening', () => {
  it('connects to every stored node with what was sealed', async () => {
    const wish = wished('North');
    const first = directory();
    const id = await added(first, wish);
    await first.close();
    expect(live()).toEqual([]);
    const nodes = directory();
    nodes.open();
    nodes.open();
    expect(live()).toHaveLength(1);
    expect(live()[0]?.credentials).toEqual({
      socket: wish.socket,
      certificate: wish.certificate,
      macaroon: wish.macaroon,
    });
    expect(nodes.get(id)?.id).toBe(id);
  });

  it.each([
    ['missing', `DELETE FROM sealed`],
    ['damaged', `UPDATE sealed SET box = x'00112233'`],
    ['of another certificate than the row says', `UPDATE nodes SET tls_pin = '00'`],
  ])('shows a node whose credentials are %s as refused and pays nothing through it', async (_name, sql) => {
    await added(directory());
    database.prepare(sql).run();
    opened = [];
    const nodes = directory();
    nodes.open();
    const [node] = nodes.list();
    expect(opened).toEqual([]);
    expect(node?.state()).toMatchObject({ kind: 'refused', note: expect.stringMatching(/cannot be read/) });
    expect(await node?.pay({} as never)).toMatchObject({ kind: 'failed' });
    expect(await node?.lookupPayment('' as never)).toMatchObject({ kind: 'no-answer' });
    expect(nodes.records()).toMatchObject([{ permissions: null, lastAnswerAt: null }]);
  });
});

it('remembers when a node last answered, and tells the window', async () => {
  const nodes = directory();
  const id = await added(nodes);
  const touched = vi.fn();
  database.onChange((changed) => touched([...changed]));
  const node = nodes.get(id) as unknown as {
    readonly setState: (state: NodeState) => void;
    readonly state: () => NodeState;
  };
  clock.advance(60);
  node.setState({ ...node.state(), asOf: clock.now() } as NodeState);
  expect(nodes.records()[0]?.lastAnswerAt).toBe(START + 60);
  node.setState({ kind: 'unreachable', note: 'gone' });
  expect(nodes.records()[0]?.lastAnswerAt).toBe(START + 60);
  expect(touched).toHaveBeenCalledWith(['nodes']);
});
