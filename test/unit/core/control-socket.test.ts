// The control socket: the contract for scripts of the same user, and for nobody else.
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../../shared/contract/call.ts';
import { controlAddress } from '../../../electron/core/control-address.ts';
import { connectControl } from '../../../electron/core/control-client.ts';
import { serveControlSocket, type ControlSocket } from '../../../electron/core/control-socket.ts';

let folder: string;
let address: string;
let socket: ControlSocket;
let sessions = 0;
const call = vi.fn((name: unknown, params: unknown, caller: Caller): Promise<unknown> =>
  Promise.resolve({ ok: true, value: { name, params, session: caller.session, via: caller.via } }),
);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'control-'));
  chmodSync(folder, 0o755);
  address = controlAddress(folder) ?? '';
  writeFileSync(address, 'what a dead one left');
  socket = await serveControlSocket({ address, call, newSession: () => `s${(sessions += 1)}` });
});

afterEach(async () => {
  await socket.close();
  rmSync(folder, { recursive: true, force: true });
});

const client = async () => {
  const connected = await connectControl(address);
  if (!connected) throw new Error('not connected');
  return connected;
};

/** Resolves when the core ends the connection. */
const ended = (payload: string | Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    const raw = connect(address, () => raw.write(payload));
    raw.on('error', () => resolve(true));
    raw.on('close', () => resolve(true));
  });

describe('control socket', () => {
  it('is closed to other users', () => {
    expect(statSync(address).mode & 0o777).toBe(0o600);
  });

  it('answers each call by its id, however they overtake each other', async () => {
    const one = await client();
    call.mockImplementationOnce(
      (name) => new Promise((resolve) => setTimeout(() => resolve({ ok: true, value: name }), 20)),
    );
    const [slow, fast] = await Promise.all([one.call('slow', {}), one.call('fast', { a: 1 })]);
    expect(slow).toEqual({ ok: true, value: 'slow' });
    expect(fast).toMatchObject({ value: { name: 'fast', params: { a: 1 }, via: 'control' } });
    one.close();
  });

  it('takes every connection for a caller of its own', async () => {
    const [one, two] = [await client(), await client()];
    const first = await one.call('x', {});
    const second = await two.call('x', {});
    expect(first).not.toEqual(second);
    one.close();
    two.close();
  });

  it.each<[string, string | Buffer]>([
    ['garbage', 'GET / HTTP/1.1\r\n\r\n'],
    ['a call without an id', '{"name":"x"}\n'],
    ['a fractional id', '{"id":1.5,"name":"x"}\n'],
    ['null', 'null\n'],
    ['a line without an end', Buffer.alloc(400_000, 0x61)],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
  ])('ends a connection that sends %s, and serves the next', async (_what, payload) => {
    expect(await ended(payload)).toBe(true);
    const after = await client();
    expect((await after.call('x', {})).ok).toBe(true);
    after.close();
  });

  it('takes a call that comes in pieces', async () => {
    const line = `${JSON.stringify({ id: 1, name: 'häh', params: {} })}\n`;
    const bytes = Buffer.from(line);
    const reply = await new Promise<string>((resolve) => {
      const raw = connect(address, () => {
        for (const byte of bytes) raw.write(Buffer.from([byte]));
      });
      raw.once('data', (chunk: Buffer) => {
        resolve(chunk.toString());
        raw.destroy();
      });
    });
    expect(JSON.parse(reply)).toMatchObject({ id: 1, answer: { value: { name: 'häh' } } });
  });

  it('is found by nobody when no core runs', async () => {
    expect(await connectControl(join(folder, 'none.sock'))).toBeUndefined();
  });
});
