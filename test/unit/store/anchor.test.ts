// The anchor: finds a ledger that is older than, cut shorter than, or another than the one last seen.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAnchor, type AnchoredLedger, type AnchorRecord } from '../../../electron/store/anchor.ts';
import { createFakeClock, START } from '../../support/fake-clock.ts';
import { scratchFolder } from '../../support/scratch.ts';

const hashOf = (history: string, seq: number): string =>
  seq === 0 ? '0'.repeat(64) : Buffer.from(`${history}${seq}`).toString('hex').padEnd(64, '0').slice(0, 64);

const ledger = (length: number, history = 'a', ledgerId = 'ledger'): AnchoredLedger => ({
  ledgerId,
  head: { seq: length, hash: hashOf(history, length) },
  hashAt: (seq) => (seq >= 1 && seq <= length ? hashOf(history, seq) : undefined),
});
const recordOf = ({ ledgerId, head }: AnchoredLedger): AnchorRecord => ({
  ledgerId,
  ...head,
  highestTime: START,
});

function anchored(at: AnchoredLedger) {
  const file = join(scratchFolder(), 'anchor.json');
  const clock = createFakeClock();
  createAnchor({ file, clock }).follow(() => recordOf(at));
  return { file, again: () => createAnchor({ file, clock }) };
}

test('finds a first start fresh, and a used ledger without an anchor suspicious', () => {
  const anchor = createAnchor({ file: join(scratchFolder(), 'anchor.json'), clock: createFakeClock() });
  expect(anchor.recorded()).toBe(null);
  expect(anchor.compare(ledger(0))).toBe('fresh');
  expect(anchor.compare(ledger(1))).toBe('missing');
});

test('anchors an empty ledger at once, so that a crash before the first entry is written is no alarm', () => {
  const { again } = anchored(ledger(0));
  expect(again().compare(ledger(0))).toBe('matches');
  expect(again().compare(ledger(3))).toBe('matches');
});

test.each([
  ['the same', ledger(5), 'matches'],
  ['grown since', ledger(9), 'matches'],
  ['one entry shorter', ledger(4), 'rolled-back'],
  ['emptied', ledger(0), 'rolled-back'],
  ['made anew and empty', ledger(0, 'a', 'other'), 'rolled-back'],
  ['of another history, as long', ledger(5, 'b'), 'rolled-back'],
  ['of another history, longer', ledger(9, 'b'), 'rolled-back'],
  ['another fleet’s', ledger(9, 'b', 'other'), 'foreign'],
] as const)('judges a ledger that is %s', (_, present, verdict) => {
  expect(anchored(ledger(5)).again().compare(present)).toBe(verdict);
});

test.each(['', 'garbage', '{}', '{"version":2}', '{"version":1,"seq":-1}'])(
  'takes a damaged anchor (%s) as none, and never as a fresh start',
  (content) => {
    const file = join(scratchFolder(), 'anchor.json');
    writeFileSync(file, content);
    const anchor = createAnchor({ file, clock: createFakeClock() });
    expect(anchor.recorded()).toBe(null);
    expect(anchor.compare(ledger(3))).toBe('missing');
    expect(anchor.compare(ledger(0))).toBe('rolled-back');
  },
);

test('keeps the evidence: comparing and growing write nothing until it is told to follow', () => {
  const { file, again } = anchored(ledger(5));
  const before = readFileSync(file, 'utf8');
  const anchor = again();
  expect(anchor.compare(ledger(2))).toBe('rolled-back');
  anchor.changed();
  anchor.stop();
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('writes at most once a second, the newest entry, and the last at its end', () => {
  const file = join(scratchFolder(), 'anchor.json');
  const clock = createFakeClock();
  const anchor = createAnchor({ file, clock });
  let length = 0;
  let asked = 0;
  anchor.follow(() => {
    asked += 1;
    return recordOf(ledger(length));
  });
  for (let burst = 0; burst < 1_000; burst += 1) {
    length += 1;
    anchor.changed();
  }
  expect(asked).toBe(1);
  expect(anchor.recorded()?.seq).toBe(0);
  clock.advance(1);
  expect(asked).toBe(2);
  expect(anchor.recorded()?.seq).toBe(1_000);
  clock.advance(60);
  expect(asked).toBe(2);
  length += 1;
  anchor.changed();
  anchor.stop();
  expect(clock.pendingTimers()).toBe(0);
  expect(createAnchor({ file, clock }).recorded()).toEqual(recordOf(ledger(1_001)));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('says that it could not be written, and tries again with the next entry', () => {
  const folder = join(scratchFolder(), 'gone');
  const file = join(folder, 'anchor.json');
  const clock = createFakeClock();
  const anchor = createAnchor({ file, clock });
  anchor.follow(() => recordOf(ledger(1)));
  expect(anchor.problem()).toContain('ENOENT');
  expect(anchor.recorded()).toBe(null);
  mkdirSync(folder);
  anchor.changed();
  clock.advance(1);
  expect(anchor.problem()).toBe(null);
  expect(existsSync(file)).toBe(true);
  rmSync(folder, { recursive: true });
});
