// The strength sentence: orders passphrases sensibly, claims only what is computed, and never repeats what was typed.
import { expect, test } from 'vitest';
import { passphraseStrength, sentenceOf } from '../../../electron/vault/passphrase-strength.ts';

test('finds a common password worthless and a sentence of random words strong', async () => {
  const weak = await passphraseStrength('password123');
  const strong = await passphraseStrength('orbit velvet kayak lemon turbine moss');
  expect(weak.score).toBe(0);
  expect(weak.sentence).toContain('at once');
  expect(strong.score).toBe(4);
  expect(strong.guessesLog10).toBeGreaterThan(weak.guessesLog10 + 8);
});

test('answers the longest passphrase the contract lets through, with a finite figure', async () => {
  const { guessesLog10 } = await passphraseStrength('x1'.repeat(512));
  expect(Number.isFinite(guessesLog10)).toBe(true);
});

test('asks for a passphrase when there is none', async () => {
  expect(await passphraseStrength('')).toEqual({ score: 0, guessesLog10: 0, sentence: 'Type a passphrase.' });
});

test('never repeats the passphrase', async () => {
  const { sentence } = await passphraseStrength('canary-9f2c');
  expect(sentence).not.toContain('canary');
});

test.each([
  [0, 'at once on one core and at once on 1,000'],
  [1, 'after about 1 second on one core and at once on 1,000'],
  [4, 'after about 16 minutes on one core and after about 1 second on 1,000'],
  [7, 'after about 11 days on one core and after about 16 minutes on 1,000'],
  [12, 'after about 3,200 years on one core and after about 3 years on 1,000'],
  [40, 'after more than a million years on one core and after more than a million years on 1,000'],
  [400, 'after more than a million years'],
])('says what 10^%s guesses mean', (guessesLog10, words) => {
  expect(sentenceOf(guessesLog10)).toContain(words);
});
