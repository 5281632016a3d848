// The on-chain wallet of a LightningNode over real gRPC, against practice nodes on the pretend chain: sweep out, refill in, three outcomes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { status } from '@grpc/grpc-js';
import type { LightningNode } from '../../electron/lightning/lightning-node.ts';
import { createLndNode } from '../../electron/lightning/lnd/create-lnd-node.ts';
import { classifySendError } from '../../electron/lightning/lnd/onchain.ts';
import { createPracticeNetwork, type PracticeNetwork } from '../../electron/practice/lightning/network.ts';
import { startLndServer, type LndServer } from '../../electron/practice/lightning/server.ts';
import { systemClock } from '../../electron/store/clock.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import { sats } from '../../shared/domain/money.ts';
import { sat } from '../../shared/domain/sat.ts';
import { softSigner } from '../support/seed-signer.ts';

const cold = softSigner('regtest').account('wpkh');
const POLICY = { base: sats(0n), ppm: 0n, cltvDelta: 40 };

let network: PracticeNetwork;
let server: LndServer;
let node: LightningNode;

beforeEach(async () => {
  network = createPracticeNetwork({ seed: 'onchain', topology: 'empty', clock: systemClock });
  network.addNode({ name: 'hot', alias: 'Hot', policy: POLICY, onchain: sats(1_000_000n) });
  server = await startLndServer({ network, nodeName: 'hot' });
  const { socket, certificate, macaroon } = server;
  node = createLndNode({
    id: 'hot' as NodeId,
    credentials: { socket, certificate, macaroon },
    clock: systemClock,
  });
  expect((await node.refresh()).kind).toBe('ready');
});

afterEach(async () => {
  await node.close();
  await server.stop();
});

const order = (index: number, amount: bigint, label: string) => ({
  address: cold.at(0, index).address,
  amount: sat(amount),
  feeRate: 2_500,
  label,
});
const coldHolds = (index: number): bigint =>
  network.chain
    .history(cold.at(0, index).script)
    .flatMap(({ transaction }) => transaction.outs)
    .filter(({ script }) => Buffer.from(script).toString('hex') === cold.at(0, index).script)
    .reduce((sum, { value }) => sum + value, 0n);

describe('the on-chain wallet of a node', () => {
  it('says what it holds', async () => {
    expect(await node.onchain.balance()).toEqual({ confirmed: 1_000_000n, unconfirmed: 0n, reserved: 0n });
  });

  it('sweeps an exact amount to a cold address, and is found again by its label', async () => {
    const sent = await node.onchain.send(order(0, 400_000n, 'sweep 1'));
    expect(sent.kind).toBe('sent');
    expect(coldHolds(0)).toBe(400_000n);
    const txid = sent.kind === 'sent' ? sent.txid : '';
    const entry = network.chain.entry(txid);
    // 2.5 sat/vB is asked for; lnd takes whole ones.
    expect(entry?.fee).toBeGreaterThanOrEqual(BigInt(3 * (entry?.vsize ?? 0)));
    expect(await node.onchain.lookup('sweep 1')).toEqual({
      kind: 'sent',
      txid,
      confirmations: 0,
      fee: entry?.fee,
    });
    network.chain.mine(2);
    expect(await node.onchain.lookup('sweep 1')).toMatchObject({ kind: 'sent', confirmations: 2 });
    expect(await node.onchain.balance()).toMatchObject({
      confirmed: 1_000_000n - 400_000n - (entry?.fee ?? 0n),
      unconfirmed: 0n,
    });
    expect(await node.onchain.lookup('sweep 2')).toEqual({ kind: 'not-found' });
  });

  it('takes what is sent to a fresh address of its own', async () => {
    const [one, two] = [await node.onchain.newAddress(), await node.onchain.newAddress()];
    expect(one).toMatch(/^bcrt1q/);
    expect(two).not.toBe(one);
    network.faucet.give(two, 250_000n);
    expect(await node.onchain.balance()).toMatchObject({ confirmed: 1_000_000n, unconfirmed: 250_000n });
    network.chain.mine(1);
    expect(await node.onchain.balance()).toMatchObject({ confirmed: 1_250_000n, unconfirmed: 0n });
  });

  it.each([
    ['more than it holds', () => order(0, 2_000_000n, 'x')],
    ['dust', () => order(0, 200n, 'x')],
    ['nothing', () => order(0, 0n, 'x')],
    [
      'to another network',
      () => ({ ...order(0, 9_000n, 'x'), address: 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx' }),
    ],
    ['to no address', () => ({ ...order(0, 9_000n, 'x'), address: 'hello' })],
    ['at an absurd rate', () => ({ ...order(0, 9_000n, 'x'), feeRate: 5_000_000 })],
  ])('sends nothing for good when asked for %s', async (_, asked) => {
    expect((await node.onchain.send(asked())).kind).toBe('failed');
    expect(network.chain.mempool()).toEqual([]);
  });

  it('sends nothing when the macaroon does not allow it', async () => {
    const { socket, certificate, readonlyMacaroon } = server;
    const reader = createLndNode({
      id: 'reader' as NodeId,
      credentials: { socket, certificate, macaroon: readonlyMacaroon },
      clock: systemClock,
    });
    await reader.refresh();
    expect(await reader.onchain.send(order(0, 9_000n, 'x'))).toEqual({
      kind: 'failed',
      detail: 'the node turned it away: permission denied',
    });
    await reader.close();
  });

  it('does not know what became of an order whose answer stays away, and finds it afterwards', async () => {
    const { socket, certificate, macaroon } = server;
    const impatient = createLndNode({
      id: 'impatient' as NodeId,
      credentials: { socket, certificate, macaroon },
      clock: systemClock,
      deadlines: { connection: { unaryMs: 300, keepaliveMs: 30_000, keepaliveAnswerMs: 10_000 } },
    });
    expect((await impatient.refresh()).kind).toBe('ready');
    server.node.faults.muteUnary = true;
    expect((await impatient.onchain.send(order(1, 9_000n, 'lost'))).kind).toBe('unknown');
    expect((await impatient.onchain.lookup('lost')).kind).toBe('no-answer');
    server.node.faults.muteUnary = false;
    expect(await impatient.onchain.lookup('lost')).toEqual({ kind: 'not-found' });
    await impatient.close();
  });

  it('gets nothing to do while the node is away', async () => {
    await server.stop();
    await node.refresh();
    expect(await node.onchain.send(order(0, 9_000n, 'x'))).toMatchObject({ kind: 'failed' });
    await expect(node.onchain.balance()).rejects.toBeDefined();
  });
});

describe('an error of a send', () => {
  it.each([
    [status.UNAVAILABLE, 'Connection dropped', 'unknown'],
    [status.DEADLINE_EXCEEDED, 'Deadline exceeded', 'unknown'],
    [status.CANCELLED, 'Cancelled on client', 'unknown'],
    [status.UNKNOWN, 'something new', 'unknown'],
    [status.UNKNOWN, 'insufficient funds available to construct transaction', 'failed'],
    [status.UNKNOWN, 'transaction rejected: insufficient funds available to construct transaction', 'failed'],
    [status.UNKNOWN, 'permission denied', 'failed'],
    [status.UNIMPLEMENTED, 'unknown service', 'failed'],
  ])('of code %s “%s” is %s', (code, details, kind) => {
    expect(classifySendError({ code, details }).kind).toBe(kind);
  });

  it('that nobody can read is unknown', () => {
    expect(classifySendError(new Error('boom')).kind).toBe('unknown');
  });
});
