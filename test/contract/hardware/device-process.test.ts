// The whole way to a device, process and all: core, child, TCP in Speculos' framing, and the recorded Bitcoin app at the other end.
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type * as Speculos from '@ledgerhq/hw-transport-node-speculos' with { 'resolution-mode': 'require' };
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachLedger } from '../../../electron/hardware/attach-ledger.ts';
import {
  HardwareError,
  type DevicePrompt,
  type HardwareWallet,
} from '../../../electron/hardware/hardware-wallet.ts';
import type { DeviceChild } from '../../../electron/hardware/process/device-process.ts';
import { systemClock } from '../../../electron/store/clock.ts';
import { startApduServer, type ApduServer } from '../../support/apdu-server.ts';
import { recording, replayDevice } from '../../support/ledger-recordings.ts';

const ENTRIES = resolve(import.meta.dirname, '../../../electron/hardware/process');
const FILES = { ledger: 'usb-main.ts', 'ledger-speculos': 'speculos-main.ts' };

/** As the shell starts it, but from the sources: Node strips the types. */
const children: { readonly pid: number; readonly exited: Promise<void> }[] = [];
function startChild(entry: keyof typeof FILES, { args }: { readonly args: readonly string[] }): DeviceChild {
  const child = fork(join(ENTRIES, FILES[entry]), args, {
    env: {},
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  children.push({ pid: child.pid ?? 0, exited });
  return {
    send: (message) => void (child.connected && child.send(message as object)),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill('SIGTERM'),
  };
}

const SIGNING = recording('sign-psbt-wpkh-approved');
const { psbt = '', policy: recorded } = SIGNING.client.args;
const POLICY = { name: '', template: recorded?.descriptorTemplate ?? '', keys: recorded?.keys ?? [] };

let server: ApduServer;
let wallet: HardwareWallet;
const prompts: (DevicePrompt | null)[] = [];
const open = (signal = new AbortController().signal) =>
  wallet.open(
    { network: 'testnet', fingerprint: 'f5acc2fd' },
    { signal, onPrompt: (prompt) => prompts.push(prompt) },
  );
const failure = (act: Promise<unknown>): Promise<HardwareError> =>
  act.then(
    () => Promise.reject(new Error('nothing failed')),
    (error: unknown) => (error instanceof HardwareError ? error : Promise.reject(error as Error)),
  );

beforeAll(async () => {
  server = await startApduServer(() =>
    replayDevice('sign-psbt-wpkh-approved', 'connect-and-export-accounts'),
  );
  wallet = attachLedger({
    startChild,
    speculos: { host: '127.0.0.1', port: server.port },
    timer: systemClock,
    platform: process.platform,
  });
});
beforeEach(() => {
  server.behave = () => undefined;
});
afterAll(async () => {
  await wallet.close();
  await server.close();
  await Promise.all(children.map(({ exited }) => exited));
});

describe('a Ledger in a process of its own', () => {
  it('is said to be an emulator', () => {
    expect(wallet.transport).toBe('speculos');
  });

  it('signs the recorded transaction: 206 exchanges through child and TCP', async () => {
    const session = await open();
    const before = server.asked().length;
    const counted: number[] = [];
    const signed = await session.signPsbt(psbt, POLICY, null, (at) => counted.push(at));
    expect(signed.map(({ signature }) => signature)).toEqual(
      (SIGNING.expected.ok as { signature: string }[]).map(({ signature }) => signature),
    );
    // One more: the fingerprint, before anything is asked.
    expect([counted.length, server.asked().length - before]).toEqual([206, 207]);
    await session.close();
  });

  it('puts an answer together that comes byte by byte', async () => {
    server.behave = () => 1;
    const session = await open();
    expect(await session.accountXpub("m/84'/1'/0'", { confirm: false })).toMatch(/^tpub/);
    await session.close();
  });

  it('is freed from a prompt nobody answers by ending the child, and a next session works', async () => {
    const abort = new AbortController();
    const session = await open(abort.signal);
    const asked = Promise.withResolvers<void>();
    server.behave = (request) => {
      if (!request.startsWith('e104')) return undefined;
      asked.resolve();
      return 'silent';
    };
    const signing = failure(session.signPsbt(psbt, POLICY, null, () => {}));
    await asked.promise;
    const holder = children.at(-1);
    abort.abort();
    expect((await signing).kind).toBe('cancelled');
    await holder?.exited;
    expect(() => process.kill(holder?.pid ?? 0, 0)).toThrow(/ESRCH/);
    await session.close();
    server.behave = () => undefined;
    const next = await open();
    expect(children.at(-1)?.pid).not.toBe(holder?.pid);
    expect(await next.signPsbt(psbt, POLICY, null, () => {})).toHaveLength(1);
    await next.close();
  });

  it('tells that it was cut off in the middle', async () => {
    const session = await open();
    server.behave = (_request, count) => (count > 100 ? 'hang-up' : undefined);
    const error = await failure(session.signPsbt(psbt, POLICY, null, () => {}));
    expect([error.kind, error.message]).toEqual([
      'disconnected',
      'The Ledger was unplugged or switched off. Nothing was signed.',
    ]);
    await session.close();
  });

  it('that dies by itself is told, and the next session has another', async () => {
    const session = await open();
    const holder = children.at(-1);
    process.kill(holder?.pid ?? 0, 'SIGKILL');
    await holder?.exited;
    expect((await failure(session.accountXpub("m/84'/1'/0'", { confirm: false }))).kind).toBe('disconnected');
    await session.close();
    const next = await open();
    expect(next.info.appVersion).toBe('2.4.6');
    await next.close();
  });
});

describe('the peer speaks Speculos’ framing', () => {
  it('as Ledger’s own client understands it', async () => {
    const require = createRequire(import.meta.url);
    const { default: SpeculosTransport } = require('@ledgerhq/hw-transport-node-speculos') as {
      readonly default: typeof Speculos.default;
    };
    const transport = await SpeculosTransport.open({ apduPort: server.port });
    const answer: Buffer = await transport.send(0xe1, 0x05, 0, 1, Buffer.alloc(0));
    expect(answer.toString('hex')).toBe('f5acc2fd9000');
    await transport.close();
  });
});

describe('USB', () => {
  it('is looked at in a child without a device, and the child goes when the console does', async () => {
    const usb = attachLedger({ startChild, speculos: null, timer: systemClock, platform: process.platform });
    expect(usb.transport).toBe('usb');
    const error = await failure(
      usb.open(
        { network: 'testnet', fingerprint: null },
        { signal: new AbortController().signal, onPrompt: () => {} },
      ),
    );
    expect(error.kind).toBe('no-device');
    const child = children.at(-1);
    await usb.close();
    await child?.exited;
    expect(() => process.kill(child?.pid ?? 0, 0)).toThrow(/ESRCH/);
  });
});
