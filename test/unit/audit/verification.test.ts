// Verification as a property: whatever is done to a stored log, the first entry that is not as it was written is named.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealEntry } from '../../../electron/audit/log.ts';
import {
  CHAIN_START,
  checkAnchor,
  faultSentence,
  verifyRows,
  type AuditFault,
  type AuditRow,
} from '../../../electron/audit/verification.ts';
import { AUDIT_LEVELS, type AuditEntry } from '../../../shared/domain/audit-entry.ts';
import { entry } from '../../support/audit-entries.ts';

function logOf(length: number): AuditRow[] {
  const rows: AuditRow[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const full: AuditEntry = {
      ...entry({
        summary: `Entry ${seq}: ünïcode “quotes” \u202e`,
        correlation: seq % 3 ? `spend-${seq}` : null,
      }),
      v: 1,
      seq,
      at: 1_800_000_000 + seq,
      prev: rows.at(-1)?.hash ?? CHAIN_START.hash,
    };
    rows.push(rowOf(full));
  }
  return rows;
}

function rowOf(full: AuditEntry): AuditRow {
  return {
    seq: full.seq,
    at: full.at,
    level: AUDIT_LEVELS.indexOf(full.level),
    category: full.category,
    action: full.action,
    outcome: full.outcome,
    actor: JSON.stringify(full.actor),
    agent_id: full.agentId,
    correlation: full.correlation,
    summary: full.summary,
    ...sealEntry(full),
  };
}

const LENGTH = 12;
const sound = logOf(LENGTH);
const faultOf = (rows: readonly AuditRow[]): AuditFault | null => verifyRows(rows).fault;
const place = fc.integer({ min: 1, max: LENGTH });
const with_ = (seq: number, change: Partial<AuditRow>): AuditRow[] =>
  sound.map((row) => (row.seq === seq ? { ...row, ...change } : row));
const at = (seq: number): AuditRow => sound[seq - 1]!;

test('finds a sound log sound, and an empty one too', () => {
  expect(verifyRows(sound)).toEqual({ fault: null, head: { seq: LENGTH, hash: at(LENGTH).hash } });
  expect(verifyRows([])).toEqual({ fault: null, head: CHAIN_START });
});

test('names the entry of which any one byte was changed', () => {
  fc.assert(
    fc.property(place, fc.nat(), fc.integer({ min: 1, max: 255 }), (seq, index, change) => {
      const bytes = Buffer.from(at(seq).canonical, 'utf8');
      bytes[index % bytes.length]! ^= change;
      const canonical = bytes.toString('utf8');
      fc.pre(canonical !== at(seq).canonical);
      expect(faultOf(with_(seq, { canonical }))).toEqual({ seq, kind: 'hash' });
    }),
  );
});

test('names the entry of which the stored hash was changed', () => {
  fc.assert(
    fc.property(place, fc.nat(63), (seq, index) => {
      const { hash } = at(seq);
      const bent = hash.slice(0, index) + (hash[index] === '0' ? '1' : '0') + hash.slice(index + 1);
      expect(faultOf(with_(seq, { hash: bent }))).toEqual({ seq, kind: 'hash' });
    }),
  );
});

test('names the first of two entries that changed places, whole or in content alone', () => {
  fc.assert(
    fc.property(place, place, (one, two) => {
      fc.pre(one < two);
      const whole = sound.map((row) => (row.seq === one ? at(two) : row.seq === two ? at(one) : row));
      expect(faultOf(whole)).toEqual({ seq: one, kind: 'missing' });
      const content = sound.map((row) =>
        row.seq === one ? { ...at(two), seq: one } : row.seq === two ? { ...at(one), seq: two } : row,
      );
      expect(faultOf(content)?.seq).toBe(one);
    }),
  );
});

test('names an entry that was dropped, also when the rest was numbered anew', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: LENGTH - 1 }), (seq) => {
      const rest = sound.filter((row) => row.seq !== seq);
      expect(faultOf(rest)).toEqual({ seq, kind: 'missing' });
      const renumbered = rest.map((row, index) => ({ ...row, seq: index + 1 }));
      expect(faultOf(renumbered)?.seq).toBe(seq);
    }),
  );
});

test('names an entry that stands twice', () => {
  fc.assert(
    fc.property(place, (seq) => {
      expect(faultOf(sound.flatMap((row) => (row.seq === seq ? [row, row] : [row])))).toEqual({
        seq,
        kind: 'out-of-order',
      });
      const renumbered = sound
        .flatMap((row) => (row.seq === seq ? [row, row] : [row]))
        .map((row, index) => ({ ...row, seq: index + 1 }));
      expect(faultOf(renumbered)?.seq).toBe(seq + 1);
    }),
  );
});

test('finds a log cut off at the end by its anchor, and names the first entry that is gone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LENGTH - 1 }), (length) => {
      const { fault, head } = verifyRows(sound.slice(0, length));
      expect(fault).toBe(null);
      const anchor = { seq: LENGTH, hash: at(LENGTH).hash };
      expect(checkAnchor(head, anchor, (seq) => sound[seq - 1]?.hash)).toEqual({
        seq: length + 1,
        kind: 'truncated',
      });
    }),
  );
});

test('finds an entry that was forged with a hash that fits by the entry after it, or by the anchor at the end', () => {
  fc.assert(
    fc.property(place, (seq) => {
      const forged = JSON.parse(at(seq).canonical) as AuditEntry;
      const rows = with_(seq, rowOf({ ...forged, summary: 'nothing happened' }));
      if (seq < LENGTH) {
        expect(faultOf(rows)).toEqual({ seq: seq + 1, kind: 'link' });
        return;
      }
      const { fault, head } = verifyRows(rows);
      expect(fault).toBe(null);
      const anchor = { seq: LENGTH, hash: at(LENGTH).hash };
      expect(checkAnchor(head, anchor, (wanted) => rows[wanted - 1]?.hash)).toEqual({
        seq: LENGTH,
        kind: 'rewritten',
      });
    }),
  );
});

test('accepts an anchor older than the head, and the empty one', () => {
  const head = { seq: LENGTH, hash: at(LENGTH).hash };
  const hashAt = (seq: number) => sound[seq - 1]?.hash;
  expect(checkAnchor(head, { seq: 5, hash: at(5).hash }, hashAt)).toBe(null);
  expect(checkAnchor(CHAIN_START, CHAIN_START, hashAt)).toBe(null);
});

test.each<[string, Partial<AuditRow>]>([
  ['at', { at: 1 }],
  ['level', { level: 0 }],
  ['an unknown level', { level: 99 }],
  ['category', { category: 'log' }],
  ['action', { action: 'settle' }],
  ['outcome', { outcome: 'refused' }],
  ['actor', { actor: '{"kind":"gate"}' }],
  ['an actor that is no JSON', { actor: '{' }],
  ['agent', { agent_id: null }],
  ['correlation', { correlation: 'spend-other' }],
  ['summary', { summary: 'nothing to see' }],
])('names an entry whose %s is shown differently from what was hashed', (_, change) => {
  expect(faultOf(with_(4, change))).toEqual({ seq: 4, kind: 'columns' });
});

test('does not mind in which order the actor’s fields were written', () => {
  expect(faultOf(with_(4, { actor: '{"id":"agent-1","kind":"agent"}' }))).toBe(null);
});

test('verifies a run from the middle, given the entry before it', () => {
  expect(verifyRows(sound.slice(5), { seq: 5, hash: at(5).hash }).fault).toBe(null);
  expect(verifyRows(sound.slice(5), { seq: 5, hash: at(4).hash }).fault).toEqual({ seq: 6, kind: 'link' });
});

test.each(['[]', 'null', '7', '"x"'])(
  'calls an entry unreadable that is hashed right but is %s',
  (canonical) => {
    const hash = sealEntry(canonical as unknown as AuditEntry).hash;
    const rows = with_(3, { canonical, hash });
    expect(['unreadable', 'hash']).toContain(faultOf(rows)?.kind);
    expect(faultOf(rows)?.seq).toBe(3);
  },
);

test('says in a sentence what is wrong, with the number', () => {
  for (const kind of [
    'missing',
    'out-of-order',
    'hash',
    'link',
    'columns',
    'unreadable',
    'truncated',
    'rewritten',
  ] as const)
    expect(faultSentence({ seq: 417, kind })).toMatch(/417.*\.$/);
});
