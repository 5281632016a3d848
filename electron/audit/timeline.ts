// The timeline's questions to the log: pages by sequence number, one entry with its proof. Reads only.
import type { AuditActor, AuditCategory, AuditOutcome } from '../../shared/domain/audit-entry.ts';
import {
  AUDIT_CATEGORIES,
  AUDIT_LEVELS,
  AUDIT_OUTCOMES,
  FIRST_PREVIOUS_HASH,
} from '../../shared/domain/audit-entry.ts';
import { isHex32 } from '../../shared/domain/ids.ts';
import type { TimelineFilter, TimelineRow } from '../../shared/contract/timeline.ts';
import type { Database, Value } from '../store/database.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import { createMatchCount, type Selection } from './match-count.ts';
import { CHAIN_START, checkRow, type AuditRow } from './verification.ts';

export type TimelinePage = {
  readonly rows: TimelineRow[];
  /** Pass as `before` for the next page; null when there is none. */
  readonly nextBefore: number | null;
  /** Entries that match the filter, on all pages. */
  readonly total: number;
};

export type TimelineEntry = {
  readonly row: TimelineRow;
  readonly canonical: string;
  readonly hash: string;
  readonly prev: string;
  /** What the next entry names as the hash of this one; null for the newest. */
  readonly next: string | null;
  readonly fits: boolean;
  /** Entries of the same correlation, oldest first, this one included. */
  readonly chain: TimelineRow[];
};

export type Timeline = {
  readonly page: (query: {
    readonly filter: TimelineFilter;
    readonly before: number | null;
    readonly limit: number;
  }) => TimelinePage;
  readonly entry: (seq: number) => TimelineEntry | undefined;
  /** Matching entries by time, in about `buckets` steps. */
  readonly histogram: (query: {
    readonly filter: TimelineFilter;
    readonly buckets: number;
  }) => Promise<Histogram>;
};

export type TimelineOptions = {
  readonly database: Database;
  /** Present name of an agent or node; null when it is not known any more. */
  readonly agentName: (id: string) => string | null;
  readonly nodeName: (id: string) => string | null;
};

const SHOWN = 'seq, at, level, category, action, outcome, actor, agent_id, correlation, summary';
type ShownRow = Omit<AuditRow, 'canonical' | 'hash'>;
/** A payment has about five entries; more than this is a loop somewhere, and the page must still open. */
const LONGEST_CHAIN = 200;

export function createTimeline({ database, agentName, nodeName }: TimelineOptions): Timeline {
  const countMatches = createMatchCount(database);
  const countByTime = createHistogram(database);
  const whole = database.prepare<AuditRow>(`SELECT ${SHOWN}, canonical, hash FROM audit WHERE seq = ?`);
  const correlated = database.prepare<ShownRow>(
    `SELECT ${SHOWN} FROM audit WHERE correlation = ? ORDER BY seq LIMIT ${LONGEST_CHAIN}`,
  );

  const actorName = (actor: AuditActor): string => {
    switch (actor.kind) {
      case 'agent':
        return agentName(actor.id) ?? actor.id;
      case 'node':
        return nodeName(actor.id) ?? actor.id;
      case 'operator':
        return actor.via === 'window' ? 'Operator' : 'Operator (control command)';
      case 'gate':
        return 'Gate';
    }
  };

  const read = (row: ShownRow): TimelineRow => {
    const actor = parseActor(row.actor);
    return {
      seq: row.seq,
      at: Math.max(0, row.at),
      // A row that was tampered with must still be shown, as what it is: something is very wrong with it.
      level: AUDIT_LEVELS[row.level] ?? 'critical',
      category: oneOf(AUDIT_CATEGORIES, row.category) ?? 'log',
      action: row.action,
      outcome: oneOf(AUDIT_OUTCOMES, row.outcome) ?? 'unknown',
      actor: { kind: actor.kind, name: actorName(actor) },
      agentId: row.agent_id,
      agentName: row.agent_id === null ? null : agentName(row.agent_id),
      correlation: row.correlation,
      summary: row.summary,
    };
  };

  return {
    page: ({ filter, before, limit }) => {
      const selection = select(filter);
      const { from, clauses, values } = selection;
      const paged = before === null ? clauses : [...clauses, 'seq < ?'];
      // The inner query is answered by an index alone; only the rows shown are fetched.
      const rows = database
        .prepare<ShownRow>(
          `SELECT ${SHOWN} FROM audit WHERE seq IN
             (SELECT seq FROM ${from} ${where(paged)} ORDER BY seq DESC LIMIT ?)
           ORDER BY seq DESC`,
        )
        // One more than asked for tells whether there is a next page.
        .all(...values, ...(before === null ? [] : [before]), limit + 1);
      const shown = rows.slice(0, limit);
      return {
        rows: shown.map(read),
        nextBefore: rows.length > limit ? (shown.at(-1)?.seq ?? null) : null,
        total: countMatches(selection),
      };
    },
    entry: (seq) => {
      const row = whole.get(seq);
      if (!row) return undefined;
      const before = seq === 1 ? CHAIN_START : whole.get(seq - 1);
      const after = whole.get(seq + 1);
      const next = after ? prevOf(after) : null;
      const fits = before !== undefined && checkRow(before, row) === null && (!after || next === row.hash);
      return {
        row: read(row),
        canonical: row.canonical,
        hash: isHex32(row.hash) ? row.hash : FIRST_PREVIOUS_HASH,
        prev: prevOf(row) ?? FIRST_PREVIOUS_HASH,
        next,
        fits,
        chain: (row.correlation === null ? [row] : correlated.all(row.correlation)).map(read),
      };
    },
    histogram: ({ filter, buckets }) => countByTime(select(filter), buckets),
  };
}

const where = (clauses: readonly string[]): string =>
  clauses.length === 0 ? '' : `WHERE ${clauses.join(' AND ')}`;

/** The text depends only on which filters are set, so that the statements kept per text stay few. */
function select(filter: TimelineFilter): Selection {
  const clauses: string[] = [];
  const values: Value[] = [];
  const add = (clause: string, value: Value): void => {
    clauses.push(clause);
    values.push(value);
  };
  if (filter.categories.length > 0)
    add('category IN (SELECT value FROM json_each(?))', JSON.stringify(filter.categories));
  if (filter.outcomes.length > 0)
    add('outcome IN (SELECT value FROM json_each(?))', JSON.stringify(filter.outcomes));
  if (filter.from !== null) add('at >= ?', filter.from);
  if (filter.to !== null) add('at <= ?', filter.to);
  if (filter.text !== '') add("summary LIKE ? ESCAPE '\\'", `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`);
  const others = clauses.length > 0;

  const level = AUDIT_LEVELS.indexOf(filter.minLevel);
  // The words of the partial index first: SQLite recognises them only when they stand there exactly.
  if (level >= 2) clauses.push('level >= 2');
  if (level > 0 && level !== 2) clauses.push(`level >= ${level}`);
  if (filter.agentId !== null) add('agent_id = ?', filter.agentId);

  // Named, not left to the planner: without statistics it walks an agent's entries one by one where the list reads straight on.
  const index =
    !others && filter.agentId !== null && level === 0
      ? 'audit_agent'
      : !others && filter.agentId === null && level >= 2
        ? 'audit_level'
        : 'audit_list';
  return { from: clauses.length === 0 ? 'audit' : `audit INDEXED BY ${index}`, clauses, values };
}

function parseActor(text: string): AuditActor {
  try {
    const actor = JSON.parse(text) as Partial<Record<'kind' | 'id' | 'via', unknown>> | null;
    const id = typeof actor?.id === 'string' ? actor.id : 'unknown';
    if (actor?.kind === 'agent' || actor?.kind === 'node') return { kind: actor.kind, id };
    if (actor?.kind === 'operator')
      return { kind: 'operator', via: actor.via === 'control' ? 'control' : 'window' };
  } catch {
    // Falls through: not JSON.
  }
  return { kind: 'gate' };
}

function prevOf({ canonical }: AuditRow): string | null {
  try {
    const prev = (JSON.parse(canonical) as { prev?: unknown } | null)?.prev;
    return isHex32(prev) ? prev : null;
  } catch {
    return null;
  }
}

const oneOf = <T extends AuditCategory | AuditOutcome>(known: readonly T[], value: string): T | undefined =>
  known.find((word) => word === value);
