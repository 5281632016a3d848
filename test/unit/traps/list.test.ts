// The list of traps and the tests that close them: neither has a number the other lacks.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = new URL('.', import.meta.url);
const NUMBERS = Array.from({ length: 30 }, (_, index) => `4.${index + 1}`);

/** Number → files whose test titles begin with it. */
function tested(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts'))) {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    for (const [, number] of text.matchAll(/^\s*(?:it\(|it\.each[^'"`]*|\(?)['"`](4\.\d+) /gm)) {
      const files = found.get(number ?? '') ?? new Set();
      found.set(number ?? '', files.add(file));
    }
  }
  return found;
}

/** Number → files named in its row of docs/traps.md. */
function listed(): ReadonlyMap<string, ReadonlySet<string>> {
  const text = readFileSync(new URL('../../../docs/traps.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| (4\.\d+) \|(.*)\|$/gm)];
  return new Map(
    rows.map(([, number, rest]) => [
      number ?? '',
      new Set([...(rest ?? '').matchAll(/`traps\/([a-z-]+\.test\.ts)`/g)].map((match) => match[1] ?? '')),
    ]),
  );
}

const byNumber = (one: string, other: string): number => Number(one.slice(2)) - Number(other.slice(2));

it('every trap from 4.1 to 4.30 has a test that begins with its number, and no test names another', () => {
  expect([...tested().keys()].toSorted(byNumber)).toEqual(NUMBERS);
});

it('every trap stands in docs/traps.md, in order, with exactly the files that test it', () => {
  expect([...listed().keys()]).toEqual(NUMBERS);
  for (const [number, files] of tested()) expect([number, listed().get(number)]).toEqual([number, files]);
});
