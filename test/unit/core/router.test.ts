// The router: every call is untrusted until name, size, shape and right have been checked, in this order.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { call, done, none, type Caller } from '../../../shared/contract/call.ts';
import { contract as realContract } from '../../../shared/contract/contract.ts';
import { ok, refuse, type Result } from '../../../shared/domain/result.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { createRouter, type Access } from '../../../electron/core/router.ts';

const WINDOW: Caller = { via: 'window', session: 'w' };
const NOW = unixSeconds(1_000);

const contract = {
  'a.read': call('read', none, z.strictObject({ n: z.number() })),
  'a.echo': call('act', z.strictObject({ text: z.string() }), z.strictObject({ text: z.string() })),
  'a.pay': call('human', none, done),
  'a.early': call('read', none, done, { whileLocked: true }),
  'a.earlyHuman': call('human', none, done, { whileLocked: true }),
} as const;

type Overrides = { access?: Partial<Access>; handlers?: Record<string, unknown> };

function make({ access = {}, handlers = {} }: Overrides = {}) {
  const log = vi.fn();
  const seen: unknown[] = [];
  const record =
    (answer: unknown) =>
    (params: unknown): unknown => {
      seen.push(params);
      return answer;
    };
  const router = createRouter({
    contract,
    handlers: {
      'a.read': record(ok({ n: 1 })),
      'a.echo': (params: { text: string }) => ok(params),
      'a.pay': record(ok({})),
      'a.early': record(ok({})),
      'a.earlyHuman': record(ok({})),
      ...handlers,
    } as never,
    access: {
      screenLocked: () => false,
      presentUntil: () => unixSeconds(2_000),
      ready: () => true,
      ...access,
    },
    clock: { now: () => NOW, monotonic: () => 0, after: () => () => {} },
    newFaultId: () => 'f1',
    log,
  });
  return { router, log, seen };
}

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.code);

describe('router', () => {
  it('answers a good call with what its handler says', async () => {
    expect(await make().router('a.read', {}, WINDOW)).toEqual({ ok: true, value: { n: 1 } });
  });

  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'a.read ',
    'A.READ',
    'a',
    null,
    undefined,
    7,
    ['a.read'],
    { toString: () => 'a.read' },
  ])('knows no call named %j', async (name) => {
    const { router, seen } = make();
    expect(codeOf(await router(name, {}, WINDOW))).toBe('unknown_call');
    expect(seen).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['an extra key', { extra: 1 }],
    ['a list', []],
    ['nothing', undefined],
    ['null', null],
    ['text', '{}'],
    ['an own __proto__ key', JSON.parse('{"__proto__":{"x":1}}')],
  ])('refuses %s as arguments', async (_what, params) => {
    const { router, seen } = make();
    expect(codeOf(await router('a.read', params, WINDOW))).toBe('bad_arguments');
    expect(seen).toEqual([]);
  });

  it('refuses ten megabytes before looking at their shape', async () => {
    expect(codeOf(await make().router('a.echo', { text: 'x'.repeat(10_000_000) }, WINDOW))).toBe('too_large');
  });

  it('never repeats an argument in a refusal', async () => {
    const refused = await make().router('a.echo', { text: 5, passphrase: 'correct horse' }, WINDOW);
    expect(JSON.stringify(refused)).not.toContain('correct horse');
  });

  it('refuses everything but early calls while the screen is locked', async () => {
    const { router } = make({ access: { screenLocked: () => true } });
    expect(codeOf(await router('a.read', {}, WINDOW))).toBe('locked');
    expect(codeOf(await router('a.pay', {}, WINDOW))).toBe('locked');
    expect(codeOf(await router('a.early', {}, WINDOW))).toBe('ok');
  });

  it('refuses everything but early calls before the core is ready', async () => {
    const { router } = make({ access: { ready: () => false } });
    expect(codeOf(await router('a.read', {}, WINDOW))).toBe('not_ready');
    expect(codeOf(await router('a.early', {}, WINDOW))).toBe('ok');
  });

  it.each([
    ['never', null, 'presence_required'],
    ['until a second ago', 999, 'presence_required'],
    ['until this very second', 1_000, 'presence_required'],
    ['for one second more', 1_001, 'ok'],
  ])('lets a human call pass when the passphrase counts: %s', async (_what, until, code) => {
    const { router } = make({ access: { presentUntil: () => (until === null ? null : unixSeconds(until)) } });
    expect(codeOf(await router('a.pay', {}, WINDOW))).toBe(code);
    expect(codeOf(await router('a.earlyHuman', {}, WINDOW))).toBe(code);
    expect(codeOf(await router('a.read', {}, WINDOW))).toBe('ok');
  });

  it('asks for the presence of this very caller', async () => {
    const presentUntil = vi.fn((caller: Caller) => (caller.session === 'w' ? unixSeconds(2_000) : null));
    const { router } = make({ access: { presentUntil } });
    expect(codeOf(await router('a.pay', {}, { via: 'control', session: 'c' }))).toBe('presence_required');
    expect(codeOf(await router('a.pay', {}, WINDOW))).toBe('ok');
  });

  it('hands a refusal of the handler on as it is, without its other fields', async () => {
    const { router } = make({
      handlers: { 'a.read': () => ({ ...refuse('frozen', 'It is frozen.'), secret: 'no' }) },
    });
    expect(await router('a.read', {}, WINDOW)).toEqual({
      ok: false,
      code: 'frozen',
      message: 'It is frozen.',
    });
  });

  it.each<[string, unknown]>([
    ['throws', () => Promise.reject(new Error('secret 42'))],
    ['throws something odd', () => Promise.reject(null)],
    ['answers with an extra field', () => ok({ n: 1, secret: 42 })],
    ['answers with a wrong type', () => ok({ n: '1' })],
    ['answers with nothing', () => undefined],
    ['refuses without a sentence', () => ({ ok: false, code: 'x' })],
  ])('says only a log id when a handler %s', async (_what, handler) => {
    const { router, log } = make({ handlers: { 'a.read': handler } });
    const refused = await router('a.read', {}, WINDOW);
    expect(codeOf(refused)).toBe('internal');
    expect(JSON.stringify(refused)).toContain('f1');
    expect(JSON.stringify(refused)).not.toContain('42');
    expect(log).toHaveBeenCalledOnce();
  });

  it('answers anything at all with data and never rejects', async () => {
    const { router } = make();
    await fc.assert(
      fc.asyncProperty(
        fc.anything({ withBigInt: true, withMap: true }),
        fc.anything(),
        async (name, params) => {
          const answer = await router(name, params, WINDOW);
          expect(typeof answer.ok).toBe('boolean');
        },
      ),
    );
  });

  it('refuses any call of the real contract with any foreign arguments before a handler is reached', async () => {
    const reached = vi.fn();
    const handlers = new Proxy({}, { get: () => reached });
    const router = createRouter({
      contract: realContract,
      handlers: handlers as never,
      access: { screenLocked: () => true, presentUntil: () => null, ready: () => false },
      clock: { now: () => NOW, monotonic: () => 0, after: () => () => {} },
      newFaultId: () => 'f',
      log: () => {},
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(realContract)),
        fc
          .dictionary(fc.string({ minLength: 1 }), fc.anything(), { minKeys: 1 })
          .map((extra) => ({ ...extra, '': 1 })),
        async (name, params) => {
          const answer = await router(name, params, WINDOW);
          expect(['bad_arguments', 'too_large']).toContain(codeOf(answer));
        },
      ),
    );
    expect(reached).not.toHaveBeenCalled();
  });
});
