// Keys: letters only move, acts want Ctrl, and nothing is heard while a person types.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meaningOf, type Press } from '../../../../renderer/app/keys.ts';
import { PLACES } from '../../../../renderer/app/navigation.ts';

const press = (key: string, mod = false, shift = false): Press => ({ key, mod, shift });

describe('keys', () => {
  it.each([
    [press('k', true), 'palette'],
    [press('F', true, true), 'freeze'],
    [press('L', true, true), 'lock'],
  ] as const)('hears %j as %s, while typing too', (pressed, kind) => {
    expect(meaningOf(pressed, false, false)).toEqual({ kind });
    expect(meaningOf(pressed, false, true)).toEqual({ kind });
  });

  it('goes to the place of the letter after g', () => {
    expect(meaningOf(press('g'), false, false)).toBe('g');
    expect(meaningOf(press('t'), true, false)).toEqual({ kind: 'go', letter: 't' });
    expect(meaningOf(press('t'), false, false)).toBeNull();
  });

  it('can reach the place whose letter is g itself', () =>
    expect(meaningOf(press('g'), true, false)).toEqual({ kind: 'go', letter: 'g' }));

  it('opens the sheet on a question mark', () =>
    expect(meaningOf(press('?', false, true), false, false)).toEqual({ kind: 'sheet' }));

  it('never acts on a press without Ctrl, and hears none while a person types', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.boolean(), fc.boolean(), (key, shift, afterG) => {
        const meaning = meaningOf(press(key, false, shift), afterG, false);
        const acts =
          typeof meaning === 'object' && meaning !== null && ['freeze', 'lock'].includes(meaning.kind);
        expect(acts).toBe(false);
        expect(meaningOf(press(key, false, shift), afterG, true)).toBeNull();
      }),
    );
  });

  it('gives every place a letter of its own', () =>
    expect(new Set(PLACES.map(({ letter }) => letter)).size).toBe(PLACES.length));
});
