// The state of a node as the console sees it come and go.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { NodeState } from '../../../../electron/lightning/lightning-node.ts';
import { createTlsPair } from '../../../../electron/practice/lightning/tls.ts';
import { GET_INFO, READY, startFakeLnd } from '../../../fakes/lnd-server.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { connected, openNode } from './connected.ts';

const DAY_MS = 86_400_000;
const failing = (code: number, details: string) => () => ({ fail: { code, details } });

describe('a node that answers', () => {
  it('is ready, with the time of its newest block header', async () => {
    const { node, clock } = await connected({});
    expect(node.state()).toEqual({
      kind: 'ready',
      asOf: clock.now(),
      info: {
        publicKey: GET_INFO.identity_pubkey,
        alias: 'fake',
        version: '0.21.2-beta',
        network: 'regtest',
        blockHeight: 100,
        blockHash: GET_INFO.block_hash,
        blockTime: 1_800_000_000,
        synced: true,
        channels: { active: 1, inactive: 0, pending: 0 },
      },
      balance: { total: 0n, spendable: 0n, reserved: 0n, inFlight: 0n },
    });
  });

  it.each([
    ['on an unknown network', { chains: [{ chain: 'bitcoin', network: 'simnet' }] }, 'refused'],
    ['without a network', { chains: [] }, 'unreachable'],
    ['with a key that is none', { identity_pubkey: '04aa' }, 'unreachable'],
  ])('is not ready %s', async (_name, change, kind) => {
    const { node } = await connected({}, { GetInfo: () => ({ ...GET_INFO, ...change }) });
    expect(node.state().kind).toBe(kind);
  });

  it('is refused when another node, or another network, answers than was added', async () => {
    const { lnd } = await connected({});
    const publicKey = GET_INFO.identity_pubkey as never;
    const clock = createFakeClock();
    const same = openNode(lnd, clock, { expected: { publicKey, network: 'regtest' } });
    expect((await same.refresh()).kind).toBe('ready');
    const moved = openNode(lnd, clock, { expected: { publicKey, network: 'mainnet' } });
    expect(await moved.refresh()).toMatchObject({
      kind: 'refused',
      note: expect.stringMatching(/now runs on regtest/),
    });
  });
});

describe('a node that does not serve', () => {
  it('is locked until it is unlocked, and is looked at again by itself', async () => {
    let locked = true;
    const wallet = failing(2, 'wallet locked, unlock it to enable full RPC access');
    const { node, clock } = await connected({}, { GetInfo: () => (locked ? wallet() : GET_INFO) });
    expect(node.state()).toMatchObject({ kind: 'locked', note: expect.stringMatching(/lncli unlock/) });
    const ready = new Promise((resolve) => node.onState((state) => state.kind === 'ready' && resolve(state)));
    locked = false;
    clock.advance(2);
    await ready;
  });

  it('is refused when the macaroon is, and when it may not list channels', async () => {
    const wrong = await connected(
      {},
      { GetInfo: failing(2, 'verification failed: signature mismatch after caveat verification') },
    );
    expect(wrong.node.state().kind).toBe('refused');
    const narrow = await connected({}, { ListChannels: failing(2, 'permission denied') });
    expect(narrow.node.state()).toMatchObject({
      kind: 'refused',
      note: expect.stringMatching(/does not allow/),
    });
  });

  it('is unreachable within the deadline when it takes calls and never answers', async () => {
    const connection = { unaryMs: 150, keepaliveMs: 30_000, keepaliveAnswerMs: 10_000 };
    const { node } = await connected({}, { GetInfo: () => null }, { deadlines: { connection } });
    expect(node.state()).toMatchObject({ kind: 'unreachable', note: expect.stringMatching(/in time/) });
  });

  it('is unreachable when it is gone, and ready again when it is back', async () => {
    const { node, lnd, clock } = await connected({});
    const gone = new Promise((resolve) =>
      node.onState((state) => state.kind === 'unreachable' && resolve(state)),
    );
    lnd.stop();
    expect(await gone).toMatchObject({
      note: expect.stringMatching(/at localhost:\d+ turns the connection away/),
    });
    await lnd.restart();
    await vi.waitFor(
      async () => {
        clock.advance(30);
        expect((await node.refresh()).kind).toBe('ready');
      },
      { timeout: 15_000, interval: 250 },
    );
  });
});

describe('the certificate', () => {
  it('must be the pinned one: another is refused and nothing is asked', async () => {
    const lnd = await startFakeLnd({ unary: READY });
    const { certificate } = createTlsPair(new Date(), randomBytes(16));
    const node = openNode({ credentials: { ...lnd.credentials, certificate } }, createFakeClock());
    expect(await node.refresh()).toMatchObject({
      kind: 'refused',
      note: expect.stringMatching(/another certificate/),
    });
    expect(lnd.asked('GetInfo')).toEqual([]);
  });

  it('must be valid today', async () => {
    const lnd = await startFakeLnd({ unary: READY }, new Date(Date.now() - 900 * DAY_MS));
    const node = openNode(lnd, createFakeClock());
    expect(await node.refresh()).toMatchObject({
      kind: 'refused',
      note: expect.stringMatching(/valid from/),
    });
    expect(lnd.asked('GetInfo')).toEqual([]);
  });

  it('counts by its pin and not by its name, so a node may be reached by its address', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    onTestFinished(() => void process.off('warning', warned));
    const lnd = await startFakeLnd({ unary: READY });
    const socket = lnd.credentials.socket.replace('localhost', '127.0.0.1');
    const node = openNode({ credentials: { ...lnd.credentials, socket } }, createFakeClock());
    expect((await node.refresh()).kind).toBe('ready');
    expect(warned).not.toHaveBeenCalled();
  });

  it('is missed at a port that speaks something else', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { readonly port: number };
    const { certificate } = createTlsPair(new Date(), randomBytes(16));
    const credentials = { socket: `127.0.0.1:${port}`, certificate, macaroon: '0201' };
    const node = openNode({ credentials }, createFakeClock());
    expect(await node.refresh()).toMatchObject({
      kind: 'unreachable',
      note: expect.stringMatching(/does not speak TLS/),
    });
  });
});

describe('looking', () => {
  it('happens every ten seconds while ready', async () => {
    const { lnd, clock } = await connected({});
    const before = lnd.asked('GetInfo').length;
    clock.advance(9);
    clock.advance(1);
    await vi.waitFor(() => expect(lnd.asked('GetInfo')).toHaveLength(before + 1));
  });

  it('is shared: a hundred askers cost two looks, and each sees a look that began after it asked', async () => {
    const { node, lnd } = await connected({});
    const before = lnd.asked('GetInfo').length;
    const states = await Promise.all(Array.from({ length: 100 }, () => node.refresh()));
    expect(new Set(states).size).toBeLessThanOrEqual(2);
    expect(lnd.asked('GetInfo').length - before).toBeLessThanOrEqual(2);
  });

  it('ends with the node: no timer, no listener, no answer after closing', async () => {
    const { node, clock, lnd } = await connected({});
    const heard: NodeState[] = [];
    node.onState((state) => heard.push(state));
    const pending = node.refresh();
    await node.close();
    await pending;
    const asked = lnd.asked('GetInfo').length;
    clock.advance(3_600);
    await node.refresh();
    expect(clock.pendingTimers()).toBe(0);
    expect(lnd.asked('GetInfo')).toHaveLength(asked);
    expect(heard).toEqual([]);
  });
});

it('goes on when somebody who listens throws', async () => {
  const error = vi.fn();
  const { node } = await connected({}, {}, { log: { error } });
  const heard = vi.fn();
  node.onState(() => {
    throw new Error('the disk is full');
  });
  node.onState(heard);
  expect((await node.refresh()).kind).toBe('ready');
  expect(heard).toHaveBeenCalledTimes(1);
  expect(error).toHaveBeenCalledTimes(1);
});
