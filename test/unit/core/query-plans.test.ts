// No statement reads a table from end to end that grows with every payment: a fleet that pays all day must not slow itself down.
import Driver from 'better-sqlite3-multiple-ciphers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openWholeFleet } from '../../support/whole-fleet.ts';

/** What has a row for each request, payment or entry. */
const GROWING =
  /^SCAN (audit|balance_moves|foreign_payments|requests|s|spends)\b|^SEARCH (requests|s|spends) .*_agent(_counted)? \(agent_id=\?\)$/;
/** Indexes of what is open now: a few rows, however long the ledger. */
const OPEN_ONLY = /INDEX (requests_open|spends_live|spends_waiting|foreign_payments_open)\b/;

/** How statements begin that may, each with its excuse. */
const MAY: readonly (readonly [start: string, excuse: string])[] = [
  ['SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1', 'ends at the first row'],
  ['SELECT max(at) AS at FROM (SELECT at FROM audit ORDER BY seq DESC LIMIT 1)', 'ends at the first row'],
  ['SELECT seq FROM audit INDEXED BY audit_list WHERE at < ?', 'goes back one window, from the newest on'],
  ['WITH acts AS MATERIALIZED', 'holds the ledger against the whole log: at the start and every ten minutes'],
  ['UPDATE requests SET received_at', 'once a person has confirmed the clock'],
  ['SELECT sum(amount_msat) AS sum_msat FROM foreign_payments', 'once for each payment no agent asked for'],
  ['SELECT max(counted_at) AS newest FROM spends', 'takes the last of an index in that order'],
  ['SELECT 1 AS found FROM requests WHERE agent_id', 'once for each decision of a person'],
  ['SELECT s.*, a.name AS agent_name', 'ends after the newest few of an index in that order'],
];

const scans = new Map<string, string>();
let end: (() => Promise<void>) | undefined;

beforeAll(async () => {
  // oxlint-disable-next-line typescript/unbound-method -- called on whatever it is called on
  const real = Driver.prototype.prepare;
  vi.spyOn(Driver.prototype, 'prepare').mockImplementation(function (this: Driver.Database, sql: string) {
    if (/^\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b/i.test(sql)) {
      const plan = real.call(this, `EXPLAIN QUERY PLAN ${sql}`) as Driver.Statement<unknown[]>;
      for (const { detail } of plan.all(...places(sql)) as { detail: string }[])
        if (GROWING.test(detail) && !OPEN_ONLY.test(detail))
          scans.set(sql.replace(/\s+/g, ' ').trim(), detail);
    }
    return real.call(this, sql);
  });
  const opened = await openWholeFleet();
  end = opened.end;
  opened.fleet.start();
});

afterAll(async () => {
  vi.restoreAllMocks();
  await end?.();
});

it('finds what it looks for by an index, in every statement the core prepares', () => {
  expect([...scans].filter(([sql]) => !MAY.some(([start]) => sql.startsWith(start)))).toEqual([]);
});

it('keeps no excuse for a statement that is gone', () => {
  expect(MAY.filter(([start]) => ![...scans.keys()].some((sql) => sql.startsWith(start)))).toEqual([]);
});

/** A null for every place of a statement; the driver takes numbered ones as an object. */
function places(sql: string): unknown[] {
  const numbers = [...sql.matchAll(/\?(\d*)/g)].map(([, digits]) => digits ?? '');
  const numbered = numbers.filter((digits) => digits !== '');
  return numbered.length > 0
    ? [Object.fromEntries(numbered.map((digits) => [digits, null]))]
    : numbers.map(() => null);
}
