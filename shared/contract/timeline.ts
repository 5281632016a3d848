// Calls about the audit log: pages, one entry with its proof, verification.
import { z } from 'zod';
import { AUDIT_CATEGORIES, AUDIT_LEVELS, AUDIT_OUTCOMES } from '../domain/audit-entry.ts';
import { call, done, none } from './call.ts';
import { count, hex32, id, unixTime } from './values.ts';

const level = z.enum(AUDIT_LEVELS);
const outcome = z.enum(AUDIT_OUTCOMES);
const category = z.enum(AUDIT_CATEGORIES);

export const timelineFilter = z.strictObject({
  agentId: id.nullable(),
  categories: z.array(category).max(AUDIT_CATEGORIES.length),
  outcomes: z.array(outcome).max(AUDIT_OUTCOMES.length),
  /** This level and above. */
  minLevel: level,
  from: unixTime.nullable(),
  to: unixTime.nullable(),
  /** Found anywhere in the summary, without case. */
  text: z.string().max(200),
});
export type TimelineFilter = z.output<typeof timelineFilter>;

const timelineRow = z.strictObject({
  seq: count,
  at: unixTime,
  level,
  category,
  action: z.string(),
  outcome,
  actor: z.strictObject({ kind: z.enum(['agent', 'operator', 'gate', 'node']), name: z.string() }),
  agentId: id.nullable(),
  agentName: z.string().nullable(),
  correlation: z.string().nullable(),
  summary: z.string(),
});
export type TimelineRow = z.output<typeof timelineRow>;

export const timelineCalls = {
  /** Newest first. `before` is a sequence number: keyset paging, never an offset. */
  'timeline.page': call(
    'read',
    z.strictObject({
      filter: timelineFilter,
      before: count.nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    z.strictObject({ rows: z.array(timelineRow), nextBefore: count.nullable(), total: count }),
  ),
  /** How many match, by time, for a picture of the whole log. Buckets without an entry are left out. */
  'timeline.histogram': call(
    'read',
    z.strictObject({ filter: timelineFilter, buckets: z.number().int().min(10).max(500) }),
    z.strictObject({
      bucketSeconds: count,
      buckets: z.array(z.strictObject({ at: unixTime, count, worst: level })),
    }),
  ),
  'timeline.entry': call(
    'read',
    z.strictObject({ seq: count }),
    z.strictObject({
      row: timelineRow,
      /** The entry as it was hashed: RFC 8785 canonical JSON. */
      canonical: z.string(),
      hash: hex32,
      prev: hex32,
      /** Hash of the next entry's `prev` field; null for the newest. */
      next: hex32.nullable(),
      /** Does SHA-256 of `canonical` give `hash`, and do both neighbours fit? Computed at this call. */
      fits: z.boolean(),
      /** Of an approval that a Ledger signed: does its signature verify? Computed at this call; null for every other entry. */
      attestation: z
        .strictObject({ holds: z.boolean(), fingerprint: z.string(), address: z.string(), text: z.string() })
        .nullable(),
      chain: z.array(timelineRow),
    }),
  ),
  'timeline.log': call(
    'read',
    none,
    z.strictObject({
      entries: count,
      headHash: hex32,
      state: z.enum(['verifying', 'intact', 'broken']),
      /** Entries checked by the running or last verification. */
      verified: count,
      verifiedAt: unixTime.nullable(),
      firstBroken: count.nullable(),
      /** What is wrong there, as a sentence. */
      fault: z.string().nullable(),
      /** Entries newer than the anchor kept outside the database. */
      unanchored: count,
    }),
  ),
  'timeline.verify': call('act', none, done),
  'timeline.cancelVerify': call('act', none, done),
} as const;
