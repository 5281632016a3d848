// One console per data folder: an operating-system lock that dies with its process, and a socket by which a second start calls the first.
// The lock is SQLite's on a file of its own (fcntl locks, LockFileEx on Windows), because Node has no flock. A listening socket alone
// would not do: after a crash its file stays, and two starts that both find it dead would both replace it. Only the holder of the lock
// touches the socket, so the socket needs no guard and may even fail.
import Driver from 'better-sqlite3-multiple-ciphers';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

export type InstanceLock =
  | { readonly ok: true; readonly release: () => Promise<void> }
  | {
      readonly ok: false;
      /** Process id of the holder; null when it does not answer. */
      readonly otherPid: number | null;
      /** Asks the holder to show its window; false when it did not answer. */
      readonly focus: () => Promise<boolean>;
    };

export type InstanceLockOptions = {
  readonly folder: string;
  /** A second start asked for the window. */
  readonly onFocus: () => void;
};

const ANSWER_MS = 2_000;
const RETRY_MS = 50;
/** Longest path a Unix socket may have on every system we run on (`sun_path` of macOS is 104 bytes with its end). */
const LONGEST_SOCKET_PATH = 103;

/** Takes the lock of `folder` (made with mode 0700 when absent) or tells who holds it. Rejects when the folder cannot be written. */
export async function takeInstanceLock({ folder, onFocus }: InstanceLockOptions): Promise<InstanceLock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const address = socketAddress(folder);
  const heldBy = (pid: string | undefined): InstanceLock => ({
    ok: false,
    otherPid: pid === undefined ? null : pidOf(pid),
    focus: async () => (await ask(address, 'focus')) !== undefined,
  });
  const unlock = lock(join(folder, 'instance.lock'));
  if (!unlock) return heldBy(await ask(address, 'pid'));
  // Somebody deleted the lock file under a running console: we locked a new one, but the console still answers.
  const alive = address === undefined ? undefined : await askOnce(address, 'pid');
  if (alive !== undefined) {
    unlock();
    return heldBy(alive);
  }
  const server = await listen(address, onFocus);
  return {
    ok: true,
    release: async () => {
      if (server) await close(server);
      unlock();
    },
  };
}

/**
 * undefined when another process (or another caller in this one) holds it.
 * SECURITY: nothing in this process may open `instance.lock` by other means, not even to copy it: closing any handle to the file would
 * drop the process's POSIX locks on it.
 */
function lock(path: string): (() => void) | undefined {
  const driver = new Driver(path, { timeout: 0 });
  try {
    driver.pragma('locking_mode = EXCLUSIVE');
    // Held open for the life of the process; nothing is ever written.
    driver.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    driver.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  chmodSync(path, 0o600);
  return () => driver.close();
}

function socketAddress(folder: string): string | undefined {
  const real = realpathSync(folder);
  if (process.platform === 'win32')
    return `\\\\.\\pipe\\portcullis-${createHash('sha256').update(real.toLowerCase()).digest('hex').slice(0, 32)}`;
  const path = join(real, 'instance.sock');
  return Buffer.byteLength(path) > LONGEST_SOCKET_PATH ? undefined : path;
}

/** undefined when no socket could be made: the lock holds all the same, a second start then only says that it is locked out. */
async function listen(address: string | undefined, onFocus: () => void): Promise<Server | undefined> {
  if (address === undefined) return undefined;
  const server = createServer((socket) => answer(socket, onFocus));
  server.maxConnections = 8;
  try {
    if (process.platform !== 'win32') rmSync(address, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
    if (process.platform !== 'win32') chmodSync(address, 0o600);
  } catch {
    server.close();
    return undefined;
  }
  server.on('error', () => undefined);
  server.unref();
  return server;
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** The only two words of this socket; whoever may write to it (this user) may start the program as well. */
function answer(socket: Socket, onFocus: () => void): void {
  readLine(socket, 16, (line) => {
    if (line === 'focus') onFocus();
    if (line === 'focus' || line === 'pid') socket.end(`${process.pid}\n`);
    else socket.destroy();
  });
}

/** The holder's answer. Asks again for a while: it may have the lock and not listen yet. */
async function ask(address: string | undefined, word: 'focus' | 'pid'): Promise<string | undefined> {
  if (address === undefined) return undefined;
  const end = performance.now() + ANSWER_MS;
  for (;;) {
    const line = await askOnce(address, word);
    if (line !== undefined || performance.now() > end) return line;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function askOnce(address: string, word: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address, () => socket.write(`${word}\n`));
    readLine(socket, 32, (line) => {
      socket.destroy();
      resolve(line);
    });
    socket.on('close', () => resolve(undefined));
  });
}

function readLine(socket: Socket, longest: number, onLine: (line: string) => void): void {
  let text = '';
  socket.setEncoding('latin1');
  socket.setTimeout(ANSWER_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    text += String(chunk);
    const end = text.indexOf('\n');
    if (end >= 0) {
      socket.removeAllListeners('data');
      onLine(text.slice(0, end));
    } else if (text.length > longest) socket.destroy();
  });
}

const pidOf = (line: string): number | null => (/^[1-9]\d{0,9}$/.test(line) ? Number(line) : null);
