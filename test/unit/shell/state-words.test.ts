// The few words outside of the window: no amount, no markup, no way to turn a line round.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, safeTitle, stateWords } from '../../../electron/shell/state-words.ts';

const STATE = { gate: 'open', waiting: 0, screenLocked: false, practice: false, keepRunning: false } as const;

describe('the state in words', () => {
  it.each([
    [STATE, 'Portcullis: The gate is open.'],
    [{ ...STATE, waiting: 1 }, 'Portcullis: The gate is open. 1 payment waits for you.'],
    [
      { ...STATE, gate: 'frozen' as const, waiting: 12, practice: true },
      'Portcullis PRACTICE: The fleet is frozen: nothing is paid. 12 payments wait for you.',
    ],
    [{ ...STATE, gate: 'off' as const }, 'Portcullis: No agent is served.'],
  ])('is told as it is: %j', (state, words) => {
    expect(stateWords(state)).toBe(words);
  });
});

describe('the window’s title', () => {
  it.each(['Portcullis', 'Overview · Portcullis', '(3) Approvals · Portcullis', 'Set up · Portcullis'])(
    'may be %j',
    (title) => expect(safeTitle(title)).toBe(title),
  );

  it.each([
    '250,000 sats · Portcullis',
    'Pay 21 · Portcullis',
    'Overview · Portcullis · 1,000 sats',
    '(12345) Approvals · Portcullis',
    'Overview‮ · Portcullis',
    '₿1 · Portcullis',
    `${'a'.repeat(60)} · Portcullis`,
    'Log in to your bank',
    '',
  ])('is the plain name instead of %j', (title) => expect(safeTitle(title)).toBe('Portcullis'));

  it('never carries a figure but the count of what waits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const title of [text, `${text} · Portcullis`, `(1) ${text} · Portcullis`])
          expect(safeTitle(title).replace(/^\(\d{1,4}\) /, '')).not.toMatch(/[\p{N}\p{Sc}]/u);
      }),
    );
  });
});

describe('a line of a notification', () => {
  it('has no markup and no character that is not seen', () => {
    expect(plainLine('<a href="x">Bot</a> & \u202Eco\u200B\nnot')).toBe('‹a href="x"›Bot‹/a› ＆ co not');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const line = plainLine(text);
        expect(line).not.toMatch(/[<>&\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(Array.from(line).length).toBeLessThanOrEqual(240);
      }),
    );
  });
});
