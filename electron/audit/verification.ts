// Verification of the audit log: pure rules over stored rows. Hash and link (format: docs/adr/0004), no gap, and columns that say what was hashed.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { AUDIT_LEVELS, FIRST_PREVIOUS_HASH } from '../../shared/domain/audit-entry.ts';
import type { AuditHead } from './log.ts';

/** One row of the `audit` table. A type, not an interface: the database wants an index signature. */
export type AuditRow = {
  readonly seq: number;
  readonly at: number;
  readonly level: number;
  readonly category: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor: string;
  readonly agent_id: string | null;
  readonly correlation: string | null;
  readonly summary: string;
  readonly canonical: string;
  readonly hash: string;
};

/** What entry 1 follows. */
export const CHAIN_START: AuditHead = { seq: 0, hash: FIRST_PREVIOUS_HASH };

export type AuditFaultKind =
  /** The entry is not there, though later ones are. */
  | 'missing'
  /** An entry stands where none belongs: twice, or out of order. */
  | 'out-of-order'
  /** SHA-256 of what was hashed is not the stored hash. */
  | 'hash'
  /** It does not name the hash of the entry before it. */
  | 'link'
  /** An approval that a Ledger had to sign, and whose signature is not its. */
  | 'attestation'
  /** The columns shown and searched in the list differ from what was hashed. */
  | 'columns'
  /** The database cannot read it, or it is no entry. */
  | 'unreadable'
  /** The log ends before the entry that its anchor names. */
  | 'truncated'
  /** The chain is sound but is not the one its anchor names. */
  | 'rewritten';

export type AuditFault = {
  /** Number of the first entry that is not as it was written. */
  readonly seq: number;
  readonly kind: AuditFaultKind;
};

/** A sentence for the operator. */
export function faultSentence({ seq, kind }: AuditFault): string {
  switch (kind) {
    case 'missing':
      return `Entry ${seq} is missing.`;
    case 'out-of-order':
      return `Entry ${seq} stands where no entry belongs.`;
    case 'hash':
      return `Entry ${seq} was changed: its content does not give its hash.`;
    case 'link':
      return `Entry ${seq} does not follow the entry before it.`;
    case 'columns':
      return `Entry ${seq} is shown differently from what was written.`;
    case 'attestation':
      return `Entry ${seq} is an approval, or raises the limit above which one is signed, without the valid signature of the Ledger that had to sign it.`;
    case 'unreadable':
      return `Entry ${seq} cannot be read.`;
    case 'truncated':
      return `The log ends too early: entry ${seq} and what follows it were taken away.`;
    case 'rewritten':
      return `Entry ${seq} is not the one that was anchored: the log was written anew.`;
  }
}

/** What an entry says of itself beyond its place in the chain; given the entries in order. false: it does not hold. */
export type EntryCheck = (entry: Json) => boolean;

/** Checks one row against the entry before it; null when it fits. */
export function checkRow(previous: AuditHead, row: AuditRow, holds?: EntryCheck): AuditFault | null {
  const expected = previous.seq + 1;
  if (row.seq > expected) return { seq: expected, kind: 'missing' };
  if (row.seq < expected) return { seq: row.seq, kind: 'out-of-order' };
  const fault = (kind: AuditFaultKind): AuditFault => ({ seq: expected, kind });

  const hash = createHash('sha256').update(row.canonical, 'utf8').digest('hex');
  if (hash !== row.hash) return fault('hash');
  const entry = parseEntry(row.canonical);
  if (!entry) return fault('unreadable');
  if (entry['prev'] !== previous.hash) return fault('link');
  if (!columnsAgree(row, entry)) return fault('columns');
  return holds === undefined || holds(entry) ? null : fault('attestation');
}

export type Verified =
  | { readonly fault: null; readonly head: AuditHead }
  /** `head`: the last entry that was sound. */
  | { readonly fault: AuditFault; readonly head: AuditHead };

/** Checks a run of rows in ascending order that follows `previous`; stops at the first that does not fit. */
export function verifyRows(
  rows: Iterable<AuditRow>,
  previous: AuditHead = CHAIN_START,
  holds?: EntryCheck,
): Verified {
  let head = previous;
  for (const row of rows) {
    const fault = checkRow(head, row, holds);
    if (fault) return { fault, head };
    head = { seq: row.seq, hash: row.hash };
  }
  return { fault: null, head };
}

/**
 * Compares a verified chain with its anchor, which a chain alone cannot replace: cut off at the end or written anew as a whole, it is
 * sound in itself. `hashAt` gives the stored hash of a verified entry.
 */
export function checkAnchor(
  head: AuditHead,
  anchor: AuditHead,
  hashAt: (seq: number) => string | undefined,
): AuditFault | null {
  if (anchor.seq === 0) return null;
  if (head.seq < anchor.seq) return { seq: head.seq + 1, kind: 'truncated' };
  return hashAt(anchor.seq) === anchor.hash ? null : { seq: anchor.seq, kind: 'rewritten' };
}

type Json = Readonly<Record<string, unknown>>;

function parseEntry(canonical: string): Json | undefined {
  try {
    const entry: unknown = JSON.parse(canonical);
    return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? (entry as Json) : undefined;
  } catch {
    return undefined;
  }
}

function columnsAgree(row: AuditRow, entry: Json): boolean {
  return (
    entry['v'] === 1 &&
    entry['seq'] === row.seq &&
    entry['at'] === row.at &&
    entry['level'] === AUDIT_LEVELS[row.level] &&
    entry['category'] === row.category &&
    entry['action'] === row.action &&
    entry['outcome'] === row.outcome &&
    entry['agentId'] === row.agent_id &&
    entry['correlation'] === row.correlation &&
    entry['summary'] === row.summary &&
    sameJson(row.actor, entry['actor'])
  );
}

function sameJson(text: string, value: unknown): boolean {
  // Keys were put in order when the entry was hashed, but not in the column: compare as written first, which is cheap and mostly enough.
  if (text === JSON.stringify(value)) return true;
  try {
    return canonicalize(JSON.parse(text)) === canonicalize(value);
  } catch {
    return false;
  }
}
