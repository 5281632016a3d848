// The histogram of the log against plain counting, as the log grows and whatever the clock does.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { createTimeline } from '../../../electron/audit/timeline.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { AUDIT_LEVELS, type AuditLevel } from '../../../shared/domain/audit-entry.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import type { TimelineFilter } from '../../../shared/contract/timeline.ts';
import { entry, EVERYTHING } from '../../support/audit-entries.ts';
import { START } from '../../support/fake-clock.ts';
import { scratchDatabase } from '../../support/scratch.ts';

function logWith() {
  const database = scratchDatabase();
  const log = createAuditLog(database);
  const { histogram } = createTimeline({ database, agentName: () => null, nodeName: () => null });
  return {
    add: (entries: readonly (readonly [at: number, level: AuditLevel])[]) =>
      database.transaction(() => {
        for (const [at, level] of entries) log.append(unixSeconds(at), entry({ level }));
      }),
    ask: (filter: Partial<TimelineFilter> = {}, buckets = 100) =>
      histogram({ filter: { ...EVERYTHING, ...filter }, buckets }),
  };
}

const moment = fc
  .tuple(fc.nat({ max: 40_000_000 }), fc.constantFrom(...AUDIT_LEVELS))
  .map(([seconds, level]) => [START + seconds, level] as const);

test('counts every entry once, however it came and however wide the buckets are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(moment, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 10, max: 60 }),
      fc.constantFrom(...AUDIT_LEVELS),
      async (batches, buckets, minLevel) => {
        const { add, ask } = logWith();
        const all: (readonly [number, AuditLevel])[] = [];
        for (const batch of batches) {
          add(batch);
          all.push(...batch);
          const answer = await ask({ minLevel }, buckets);
          const least = AUDIT_LEVELS.indexOf(minLevel);
          const expected = new Map<number, { count: number; worst: number }>();
          for (const [at, level] of all) {
            const rank = AUDIT_LEVELS.indexOf(level);
            if (rank < least) continue;
            const begin = Math.floor(at / answer.bucketSeconds) * answer.bucketSeconds;
            const found = expected.get(begin) ?? { count: 0, worst: 0 };
            expected.set(begin, { count: found.count + 1, worst: Math.max(found.worst, rank) });
          }
          expect(answer.buckets).toEqual(
            [...expected]
              .toSorted(([a], [b]) => a - b)
              .map(([at, { count, worst }]) => ({ at, count, worst: AUDIT_LEVELS[worst] })),
          );
          // The ends may each cut through a bucket.
          expect(answer.buckets.length).toBeLessThanOrEqual(buckets + 1);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('an empty log has no buckets, and the answer is in the shape of the contract', async () => {
  const { add, ask } = logWith();
  expect(await ask()).toEqual({ bucketSeconds: 60, buckets: [] });
  add([[START, 'error']]);
  const answer = await ask();
  expect(contract['timeline.histogram'].result.parse(answer)).toEqual(answer);
  expect(answer.buckets).toEqual([{ at: Math.floor(START / 60) * 60, count: 1, worst: 'error' }]);
});

test('a log of many years still has no more buckets than were asked for', async () => {
  const { add, ask } = logWith();
  add([0, 400_000_000, 4_000_000_000, 250_000_000_000].map((at) => [at, 'info'] as const));
  const { buckets } = await ask({}, 10);
  expect(buckets.length).toBeLessThanOrEqual(11);
  expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(4);
});

test('two questions at once about one filter count nothing twice', async () => {
  const { add, ask } = logWith();
  add(Array.from({ length: 500 }, (_, index) => [START + index, 'info'] as const));
  const answers = await Promise.all([ask(), ask(), ask({ minLevel: 'info' })]);
  for (const { buckets } of answers) expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(500);
});
