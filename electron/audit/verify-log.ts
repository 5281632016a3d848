// Verification of the whole stored log, in slices between which the gate goes on answering. Every start verifies every entry: a stored
// mark "verified up to here" would be believed from the very file it vouches for.
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { AuditHead } from './log.ts';
import {
  CHAIN_START,
  checkAnchor,
  verifyRows,
  type AuditFault,
  type AuditRow,
  type EntryCheck,
} from './verification.ts';

export type LogFinding = {
  readonly state: 'verifying' | 'intact' | 'broken';
  /** Entries checked by the running or last verification. */
  readonly verified: number;
  /** When the last finished one ended; null before the first. */
  readonly verifiedAt: UnixSeconds | null;
  /** What is wrong, with the number of the first bad entry; null unless `broken`. */
  readonly fault: AuditFault | null;
};

export type LogVerification = {
  readonly finding: () => LogFinding;
  /**
   * Verifies every entry from the first; a second call while one runs joins it. Resolves with the finding, or with the earlier one when
   * it was cancelled. Never rejects.
   */
  readonly run: () => Promise<LogFinding>;
  /** Ends a repeated verification. The first since the start goes on: the gate's trust stands on it. */
  readonly cancel: () => void;
  /** Ends any verification, for the shutdown; resolves once the database is no longer read. */
  readonly stop: () => Promise<void>;
};

export type LogVerificationOptions = {
  readonly database: Database;
  readonly clock: Clock;
  /** The newest entry written down outside the database; null when there is none. Read once per run. */
  readonly anchor: () => AuditHead | null;
  /** What an entry says of itself, made anew for each run; `fromStart`: the first entry it is given is the log's first. */
  readonly entryCheck?: EntryCheckMaker;
  /** Lets other work run; resolves when it is our turn again. */
  readonly pause?: () => Promise<void>;
};

export type EntryCheckMaker = (fromStart: boolean) => EntryCheck;

const COLUMNS =
  'seq, at, level, category, action, outcome, actor, agent_id, correlation, summary, canonical, hash';
/** About 4 ms of the main thread; a million entries take about 15 s beside everything else. */
const SLICE = 256;
const PROGRESS_MS = 250;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createLogVerification({
  database,
  clock,
  anchor,
  entryCheck,
  pause = nextTurn,
}: LogVerificationOptions): LogVerification {
  const slice = database.prepare<AuditRow>(
    `SELECT ${COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ${SLICE}`,
  );
  const misplaced = database.prepare<{ seq: number }>('SELECT seq FROM audit WHERE seq < 1 LIMIT 1');
  const hash = database.prepare<{ hash: string }>('SELECT hash FROM audit WHERE seq = ?');

  let finding: LogFinding = { state: 'verifying', verified: 0, verifiedAt: null, fault: null };
  let running: Promise<LogFinding> | undefined;
  let cancelled = false;
  let stopped = false;

  const publish = (next: LogFinding): LogFinding => {
    finding = next;
    database.touch('timeline');
    return next;
  };

  const verifyAll = async (before: LogFinding): Promise<LogFinding> => {
    const { verifiedAt } = before;
    const anchored = anchor();
    const holds = entryCheck?.(true);
    let head = CHAIN_START;
    let shownAt = clock.monotonic();
    const end = (fault: AuditFault | null): LogFinding =>
      publish({ state: fault ? 'broken' : 'intact', verified: head.seq, verifiedAt: clock.now(), fault });

    publish({ state: 'verifying', verified: 0, verifiedAt, fault: null });
    try {
      const stray = misplaced.get();
      if (stray) return end({ seq: stray.seq, kind: 'out-of-order' });
      for (;;) {
        await pause();
        if (stopped) return before;
        if (cancelled) return publish(before);
        const rows = slice.all(head.seq);
        const checked = verifyRows(rows, head, holds);
        head = checked.head;
        if (checked.fault) return end(checked.fault);
        if (rows.length < SLICE)
          return end(anchored && checkAnchor(head, anchored, (seq) => hash.get(seq)?.hash));
        finding = { state: 'verifying', verified: head.seq, verifiedAt, fault: null };
        if (clock.monotonic() - shownAt >= PROGRESS_MS) {
          shownAt = clock.monotonic();
          publish(finding);
        }
      }
    } catch {
      // The file's own page checks refused to read it.
      return end({ seq: head.seq + 1, kind: 'unreadable' });
    }
  };

  return {
    finding: () => finding,
    run: () => {
      if (running) return running;
      if (stopped) return Promise.resolve(finding);
      cancelled = false;
      running = verifyAll(finding).finally(() => (running = undefined));
      return running;
    },
    cancel: () => {
      if (finding.verifiedAt !== null) cancelled = true;
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

/**
 * Checks the newest `count` entries and the anchor at once (1,000 take about 15 ms), so that a start need not wait for all. What lies
 * before them is taken as sound until `run` has ended.
 */
export function checkTail(
  database: Database,
  anchor: AuditHead | null,
  count = 1_000,
  entryCheck?: EntryCheckMaker,
): AuditFault | null {
  const rowAt = database.prepare<{ hash: string }>('SELECT hash FROM audit WHERE seq = ?');
  let start: AuditHead = CHAIN_START;
  try {
    const newest = database.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM audit').get()?.seq;
    const first = Math.max(1, (newest ?? 0) - count + 1);
    if (first > 1) {
      const before = rowAt.get(first - 1);
      if (!before) return { seq: first - 1, kind: 'missing' };
      start = { seq: first - 1, hash: before.hash };
    }
    const tail = database.prepare<AuditRow>(
      `SELECT ${COLUMNS} FROM audit WHERE seq >= ? ORDER BY seq LIMIT ?`,
    );
    const { fault, head } = verifyRows(tail.all(first, count), start, entryCheck?.(first === 1));
    return fault ?? (anchor && checkAnchor(head, anchor, (seq) => rowAt.get(seq)?.hash));
  } catch {
    return { seq: start.seq + 1, kind: 'unreadable' };
  }
}
