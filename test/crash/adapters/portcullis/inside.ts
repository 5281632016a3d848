// Loaded into the built console before its own code (`node --import`), as libfaketime is into other programs: a clock that can be moved, a
// SIGKILL at a named statement, a disk that is full. The console's files are the ones that ship and know nothing of this.
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type { FromInside, KillPoint, ToInside } from './inside-messages.ts';
import '../../../support/stretch-less.ts';

const require = createRequire(import.meta.url);
const RealDate = Date;
const realNow = Date.now.bind(Date);
const realPerformance = performance.now.bind(performance);
const realSetTimeout = setTimeout;
const realClearTimeout = clearTimeout;

/** Milliseconds that passed without being waited for, and by which the wall clock is wrong. */
let skipped = Number(process.env['CRASH_TEST_SKIPPED'] ?? '0');
let wrong = Number(process.env['CRASH_TEST_WRONG'] ?? '0');
let monotonicSkipped = 0;
let armed: KillPoint | null = JSON.parse(process.env['CRASH_TEST_ARMED'] ?? 'null') as KillPoint | null;
let diskFull = false;

const wall = (): number => realNow() + skipped + wrong;

function fakeClock(): void {
  class MovedDate extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(wall());
      else super(...(given as [number]));
    }
    static override now = (): number => Math.floor(wall());
  }
  globalThis.Date = MovedDate as unknown as DateConstructor;
  performance.now = () => realPerformance() + monotonicSkipped;
}

type Pending = { due: number; readonly fire: () => void };
const pending = new Map<unknown, Pending>();

/** Timers keep Node's own handles; a skip fires those that have become due, in their order. */
function fakeTimers(): void {
  const moved = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
    const handle: NodeJS.Timeout = realSetTimeout(() => entry.fire(), ms);
    const entry: Pending = {
      due: performance.now() + (Number(ms) || 0),
      fire: () => {
        if (!pending.delete(handle)) return;
        realClearTimeout(handle);
        callback(...args);
      },
    };
    pending.set(handle, entry);
    return handle;
  };
  globalThis.setTimeout = Object.assign(moved, {
    __promisify__: realSetTimeout.__promisify__,
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = (handle) => {
    pending.delete(handle);
    realClearTimeout(handle);
  };
}

function skip(ms: number): void {
  skipped += ms;
  monotonicSkipped += ms;
  const now = performance.now();
  const due = [...pending.values()].filter((entry) => entry.due <= now).sort((a, b) => a.due - b.due);
  for (const entry of due) entry.fire();
  for (const entry of pending.values()) realSetTimeout(entry.fire, Math.max(0, entry.due - now)).unref();
}

const tell = (message: FromInside): void => void process.send?.(message);

/** Reached the armed point: dies here and now, or tells whoever holds the gun and works on. */
function reached(point: KillPoint): void {
  if (point.after > 1) {
    armed = { ...point, after: point.after - 1 };
    return;
  }
  armed = null;
  if (point.how === 'die') process.kill(process.pid, 'SIGKILL');
  else tell({ type: 'reached' });
}

type Statement = { run: (...values: unknown[]) => unknown };
type Driver = {
  prototype: {
    prepare: (this: unknown, sql: string) => Statement;
    pragma: (this: unknown, text: string, ...options: unknown[]) => unknown;
  };
};

function watchDatabase(): void {
  const driver = require('better-sqlite3-multiple-ciphers') as Driver;
  const { prepare, pragma } = driver.prototype;
  let seen: string[] = [];
  const full = (): never => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  };
  driver.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    const run = statement.run.bind(statement);
    const isCommit = sql === 'COMMIT';
    const writes = /^\s*(INSERT|UPDATE|DELETE)/i.test(sql);
    if (!isCommit && !writes && sql !== 'BEGIN IMMEDIATE') return statement;
    statement.run = (...values) => {
      if (isCommit) {
        const fits = (when: KillPoint['when']): boolean =>
          armed?.when === when && seen.some((text) => new RegExp(armed?.text ?? '').test(text));
        if (diskFull && seen.length > 0) full();
        if (armed && fits('before commit')) reached(armed);
        const result = run(...values);
        if (armed && fits('after commit')) reached(armed);
        seen = [];
        return result;
      }
      if (!writes) {
        seen = [];
        return run(...values);
      }
      const result = run(...values);
      const text = `${sql.replaceAll(/\s+/g, ' ')} | ${values.map((value) => told(value)).join(' | ')}`;
      seen.push(text);
      if (armed?.when === 'statement' && new RegExp(armed.text).test(text)) reached(armed);
      return result;
    };
    return statement;
  };
  driver.prototype.pragma = function (text, ...options) {
    if (armed?.when === 'pragma' && new RegExp(armed.text).test(text)) reached(armed);
    return pragma.call(this, text, ...options);
  };
}

const told = (value: unknown): string =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
    ? Object.values(value).map(told).join(' | ')
    : value instanceof Uint8Array
      ? 'bytes'
      : String(value);

function watchOrders(): void {
  type Call = (this: unknown, path: string, ...rest: unknown[]) => unknown;
  const { Channel } = require('@grpc/grpc-js') as { Channel: { prototype: { createCall: Call } } };
  const { createCall } = Channel.prototype;
  Channel.prototype.createCall = function (path, ...rest) {
    if (armed?.when === 'call' && path.endsWith(armed.text)) reached(armed);
    return createCall.call(this, path, ...rest);
  };
}

function listen(): void {
  process.on('message', (raw) => {
    const message = raw as ToInside;
    switch (message.type) {
      case 'skip':
        skip(message.ms);
        break;
      case 'wrong':
        wrong = message.ms;
        break;
      case 'arm':
        armed = message.point;
        break;
      case 'disk':
        diskFull = message.full;
        break;
    }
    tell({ type: 'done', id: message.id });
  });
  // The console must not stay alive for our sake.
  process.channel?.unref();
}

fakeClock();
if (isMainThread) {
  fakeTimers();
  watchDatabase();
  watchOrders();
  listen();
}
