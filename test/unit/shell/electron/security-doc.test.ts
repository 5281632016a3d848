// docs/security.md promises a proof for every item of the checklist; a proof that does not exist is no proof.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../..');
const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const PROOF = /`(test\/[^`]+)` › `([^`]+)`/g;

const proofs = (part: string): readonly { readonly file: string; readonly title: string }[] =>
  [...part.matchAll(PROOF)].map(([, file = '', title = '']) => ({ file, title }));

/** Titles of `it`, `it.each`, `it.runIf` and `test`, as they are written. */
function titlesOf(file: string): ReadonlySet<string> {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const titles = source.matchAll(
    /\b(?:it|test)(?:\.\w+(?:<[^(]*>)?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?\(\s*(['"`])((?:(?!\1)[^\\]|\\.)*)\1/g,
  );
  return new Set([...titles].map(([, , title = '']) => title));
}

describe('docs/security.md', () => {
  const sections = text.split(/^## /m).slice(1);
  const items = sections.filter((section) => /^\d+\. /.test(section));

  it('has the twenty items in order, each with a measure and a proof', () => {
    expect(items.map((item) => Number.parseInt(item, 10))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    for (const item of items) expect(proofs(item).length, item.slice(0, 40)).toBeGreaterThan(0);
  });

  it('needs no real Electron for at least one proof of every item', () => {
    for (const item of items)
      expect(
        proofs(item).some(({ file }) => file !== 'test/e2e/electron.spec.ts'),
        item.slice(0, 40),
      ).toBe(true);
  });

  it.each(proofs(text))('names a test that exists: $file › $title', ({ file, title }) => {
    expect(existsSync(join(ROOT, file))).toBe(true);
    expect([...titlesOf(file)]).toContain(title);
  });
});
