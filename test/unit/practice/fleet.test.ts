// The whole fleet: as a child process over both channels, and with its agents paired to a scripted wallet.
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { authenticatedLndGrpc, getWalletInfo, payViaPaymentRequest } from 'lightning';
import { afterEach, describe, expect, it } from 'vitest';
import { startFleet } from '../../../electron/practice/fleet.ts';
import type { FromPractice } from '../../../shared/domain/practice.ts';
import { openScriptedWallet } from './agents/scripted-wallet.ts';

const MAIN = new URL('../../../electron/practice/main.ts', import.meta.url).pathname;
type Ready = Extract<FromPractice, { type: 'ready' }>;

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

const clientOf = (node: Ready['nodes'][number]) =>
  authenticatedLndGrpc({
    socket: node.socket,
    cert: Buffer.from(node.certificate).toString('base64'),
    macaroon: Buffer.from(node.macaroon, 'hex').toString('base64'),
  }).lnd;

describe('as a child with a message channel', () => {
  it('says ready with nodes that answer, and ends with its parent’s channel', async () => {
    const child = fork(MAIN, ['--seed', '3'], { env: {}, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    children.push(child);
    const ready = await new Promise<Ready>((resolve) =>
      child.once('message', (message) => resolve(message as Ready)),
    );
    expect(ready.type).toBe('ready');
    expect(ready.cast.map(({ character }) => character)).toHaveLength(6);
    expect(ready.cast.every(({ node }) => node < ready.nodes.length)).toBe(true);
    for (const node of ready.nodes)
      expect((await getWalletInfo({ lnd: clientOf(node) })).alias).toBe(node.name);
    const log = new Promise<FromPractice>((resolve) =>
      child.once('message', (message) => resolve(message as FromPractice)),
    );
    child.send({ type: 'books', id: '1' });
    expect(await log).toMatchObject({
      type: 'log',
      line: expect.stringContaining('does not know') as string,
    });
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.disconnect();
    expect(await exit).toBe(0);
  });
});

describe('standing alone', () => {
  it('takes commands as lines and judges payments by its books', async () => {
    const child = spawn(process.execPath, [MAIN, '--standalone', '--no-agents', '--seed', '4'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<Record<string, unknown>> =>
      JSON.parse(String((await lines.next()).value)) as Record<string, unknown>;
    const ask = async (command: object): Promise<unknown> => {
      child.stdin.write(`${JSON.stringify({ id: 'x', ...command })}\n`);
      const answer = await next();
      if ('error' in answer) throw new Error(String(answer['error']));
      return answer['value'];
    };
    const ready = (await next()) as unknown as Ready;
    expect(ready.cast).toEqual([]);
    const invoice = (await ask({ type: 'make-invoice', payee: 'archive', sats: 40 })) as {
      request: string;
      hash: string;
    };
    const [north] = ready.nodes;
    if (!north) throw new Error('no node');
    await payViaPaymentRequest({ lnd: clientOf(north), request: invoice.request, max_fee: 5 });
    expect(await ask({ type: 'books' })).toMatchObject([
      { hash: invoice.hash, payer: 'north', payee: 'archive', amount: '40000', outcome: 'settled' },
    ]);
    await ask({ type: 'node-faults', node: 'north', faults: { wallet: 'locked' } });
    await expect(getWalletInfo({ lnd: clientOf(north) })).rejects.toBeDefined();
    await ask({ type: 'reset-faults' });
    await expect(getWalletInfo({ lnd: clientOf(north) })).resolves.toBeDefined();
    await expect(ask({ type: 'make-invoice', payee: 'nobody', sats: 1 })).rejects.toThrow(
      'no practice node is called nobody',
    );
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.stdin.end();
    expect(await exit).toBe(0);
  });
});

describe('the agents', () => {
  it('begin within seconds of pairing, and a drill makes its own character act at once', async () => {
    const lines: string[] = [];
    const fleet = await startFleet({ seed: 5, speed: 20, hopDelayMs: 1, log: (line) => lines.push(line) });
    const paidTo: string[] = [];
    const wallet = await openScriptedWallet(fleet.relay.url, ({ method, params }) => {
      if (method !== 'pay_invoice') return { result: {} };
      const invoice = fleet.network
        .nodes()
        .flatMap((node) => node.invoices.list().map((made) => ({ node, made })))
        .find(({ made }) => made.request === params['invoice']);
      paidTo.push(invoice?.node.name ?? '?');
      return { result: { preimage: '00'.repeat(32), fees_paid: 0 } };
    });
    fleet.receive({ type: 'speed', factor: 0.01 });
    fleet.receive({ type: 'pair', agents: [{ character: 'victim', uri: wallet.uri }] });
    fleet.receive({ type: 'drill', name: 'flood' });
    fleet.receive({ type: 'drill', name: 'lookalike' });
    await expect.poll(() => paidTo).toEqual(['mimic']);
    fleet.receive({ type: 'speed', factor: 50 });
    fleet.receive({ type: 'pair', agents: [{ character: 'victim', uri: wallet.uri }] });
    await expect.poll(() => paidTo.length, { timeout: 5_000 }).toBeGreaterThan(3);
    expect(lines.some((line) => line.startsWith('Paymaster paid'))).toBe(true);
    wallet.close();
    await fleet.close();
  });
});
