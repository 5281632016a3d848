// The control socket: the same contract for scripts and terminals of the same user. One JSON object per line, `{id, name, params}` →
// `{id, answer}`. Mode 0600; each connection is a caller of its own, so a passphrase given on one opens nothing on another.
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Caller } from '../../shared/contract/call.ts';

export type ControlSocketOptions = {
  /** From `controlAddress`. The caller holds the instance lock: a file that is already there is a dead one's. */
  readonly address: string;
  readonly call: (name: unknown, params: unknown, caller: Caller) => Promise<unknown>;
  readonly newSession: () => string;
};

export type ControlSocket = { readonly close: () => Promise<void> };

/** A line above this many bytes ends its connection; the widest call of the contract takes half of it. */
const MAX_LINE_BYTES = 262_144;
const MAX_CONNECTIONS = 16;
/** Calls of one connection under way; more wait in its own buffers. */
const MAX_UNDER_WAY = 16;

/** Rejects when the socket cannot be made; the core can run without it. */
export async function serveControlSocket(options: ControlSocketOptions): Promise<ControlSocket> {
  const { address, call, newSession } = options;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    converse(socket, (name, params, caller) => call(name, params, caller), {
      via: 'control',
      session: newSession(),
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, address);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function listen(server: Server, address: string): Promise<void> {
  if (process.platform !== 'win32') rmSync(address, { force: true });
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', resolve);
  });
  // SECURITY: closed from its first moment, also in a data folder that others may enter.
  const mask = process.umask(0o177);
  try {
    server.listen(address);
  } finally {
    process.umask(mask);
  }
  await listening;
  if (process.platform !== 'win32') chmodSync(address, 0o600);
}

function converse(socket: Socket, call: ControlSocketOptions['call'], caller: Caller): void {
  let parts: Buffer[] = [];
  let held = 0;
  let underWay = 0;

  const answer = async (line: string): Promise<void> => {
    const asked = readLine(line);
    if (!asked) {
      socket.destroy();
      return;
    }
    underWay += 1;
    if (underWay >= MAX_UNDER_WAY) socket.pause();
    const { id, name, params } = asked;
    const reply = JSON.stringify({ id, answer: await call(name, params, caller) });
    underWay -= 1;
    if (underWay < MAX_UNDER_WAY) socket.resume();
    if (!socket.destroyed) socket.write(`${reply}\n`);
  };

  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let stop = rest.indexOf(10); stop !== -1; stop = rest.indexOf(10)) {
      const line = Buffer.concat([...parts, rest.subarray(0, stop)]).toString('utf8');
      parts = [];
      held = 0;
      rest = rest.subarray(stop + 1);
      answer(line).catch(() => socket.destroy());
    }
    if (rest.length > 0) parts.push(rest);
    held += rest.length;
    if (held > MAX_LINE_BYTES) socket.destroy();
  });
}

/** undefined for a line that is no call; whoever wrote it does not speak this. */
function readLine(line: string): { id: number; name: unknown; params: unknown } | undefined {
  try {
    const { id, name, params } = JSON.parse(line) as Record<string, unknown>;
    return Number.isSafeInteger(id) ? { id: id as number, name, params } : undefined;
  } catch {
    return undefined;
  }
}
