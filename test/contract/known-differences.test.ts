// The list of known differences and the document say the same.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isKnown, KNOWN } from './known-differences.ts';

const document = readFileSync(new URL('../../docs/practice-vs-lnd.md', import.meta.url), 'utf8');
const table = document.slice(document.indexOf('## Differences that stay'));

it('every known difference stands in the document with its reason, and no other does', () => {
  const rows = [...table.matchAll(/^\| `(.+?)` \| (.+) \|$/gm)].map(([, path, reason]) => ({ path, reason }));
  expect(rows).toEqual(KNOWN);
});

it('a known difference covers what lies under it, and nothing beside it', () => {
  expect(isKnown('GetTransactions.transactions[].raw_tx_hex: missing here')).toBe(true);
  expect(isKnown('GetTransactionsX: missing here')).toBe(false);
  expect(isKnown('GetInfo.alias: missing here')).toBe(false);
});
