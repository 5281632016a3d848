// What a call takes, in words: for --help, and for the refusal of arguments that do not fit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '../../../shared/contract/contract.ts';
import { call, type CallEntry } from '../../../shared/contract/call.ts';
import { callHelp, whatIsWrong } from '../../../electron/core/call-help.ts';
import { callText } from '../../../electron/core/control-session.ts';

const wrong = (entry: CallEntry, params: unknown): string => {
  const parsed = entry.params.safeParse(params);
  if (parsed.success) throw new Error('these arguments fit');
  return whatIsWrong(entry, params, parsed.error);
};

describe('the help of a call', () => {
  it('names every key of every call, and whether it may be left out', () => {
    for (const [name, entry] of Object.entries(contract) as [string, CallEntry][]) {
      const text = callHelp(name, entry);
      const keys = Object.keys((entry.params as z.ZodObject).shape);
      for (const key of keys) expect(text, name).toMatch(new RegExp(`^  ${key}\\s`, 'm'));
      if (keys.length === 0) expect(text).toContain('takes no arguments');
      expect(text, name).not.toMatch(/undefined|\[object|a value$/m);
    }
  });

  it('has the allowed values, the bounds and the keys of what is nested', () => {
    expect(callText('settings.set')).toMatch(/theme +one of: system, dark, light \(may be left out\)/);
    expect(callText('settings.set')).toMatch(/lockAfterMinutes +a whole number, 1 to 240/);
    expect(callText('agents.create')).toMatch(/policy\.maxFee\.ppm +a whole number, 0 to 1000000/);
    expect(callText('agents.freeze')).toMatch(
      /^agents\.freeze: act, .*\n +id .*\n +reason +text, 1 to 1000 characters$/m,
    );
    expect(callText('vault.unlock')).toContain('asked for on the terminal, never in the arguments');
    expect(callText('vault.unlock')).not.toContain('1024');
    expect(callText('no.such')).toBeUndefined();
    expect(callText('__proto__')).toBeUndefined();
  });
});

describe('a refusal of arguments', () => {
  it.each<[keyof typeof contract, unknown, string]>([
    ['agents.freeze', { id: 'a1' }, '“reason” is missing: it takes text, 1 to 1000 characters'],
    ['agents.freeze', { id: 'a1', reason: '' }, '“reason” takes text, 1 to 1000 characters'],
    ['approvals.list', { which: 'open', limit: 5 }, '“which” takes one of: waiting, decided'],
    ['approvals.list', { which: 'waiting' }, '“limit” is missing: it takes a whole number, 1 to 500'],
    ['settings.set', { colour: 'red' }, '“colour” is no key of it; there are: theme, '],
    ['vault.lock', { now: true }, '“now” is no key of it; it takes none'],
    ['relays.set', { urls: [5] }, '“urls.0” takes text, at most 500 characters'],
    ['agents.freeze', [], 'the arguments are one JSON object'],
    ['agents.freeze', null, 'the arguments are one JSON object'],
    ['vault.create', { passphrase: '' }, '“passphrase” takes text, 1 to 1024 characters'],
  ])('%s %j: %s', (name, params, sentence) => {
    expect(wrong(contract[name], params)).toContain(sentence);
  });

  it('never says what was given, and lets no key reach a terminal as a command', () => {
    const entry = call(
      'read',
      z.strictObject({ secret: z.string().max(3), n: z.number() }),
      z.strictObject({}),
    );
    fc.assert(
      fc.property(
        fc.string({ minLength: 6, maxLength: 40 }),
        fc.string({ unit: 'binary' }),
        (secret, key) => {
          const text = wrong(entry, { secret: `!${secret}!`, n: 'x', [`~${key}`]: 1 });
          expect(text).not.toContain(`!${secret}!`);
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(text.length).toBeLessThan(400);
        },
      ),
    );
  });
});
