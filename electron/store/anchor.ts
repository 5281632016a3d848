// The anchor: the audit log's newest entry, written down outside the database. A ledger put back from a copy is older than its anchor.
// It finds a restored or swapped ledger, not an attacker who puts both files back together; for that the head must be known elsewhere.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { replaceFile } from './durable-file.ts';

const anchorRecord = z.strictObject({
  version: z.literal(1),
  ledgerId: z.string().min(1).max(64),
  /** Number and hash of the newest audit entry; 0 and 64 zeros for an empty log. */
  seq: z.number().int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Highest unix time the gate has seen. */
  highestTime: z.number().int().min(0),
});
export type AnchorRecord = Omit<z.output<typeof anchorRecord>, 'version'>;

/**
 * `fresh`: neither ledger nor anchor · `matches`: the ledger holds the anchored entry · `missing`: a ledger with entries but no (readable)
 * anchor · `rolled-back`: the ledger is older than the anchor or tells another history · `foreign`: another ledger's anchor.
 * Only the first two are good; the others open the gate closed.
 */
export type AnchorVerdict = 'fresh' | 'matches' | 'missing' | 'rolled-back' | 'foreign';

export type AnchoredLedger = {
  readonly ledgerId: string;
  readonly head: { readonly seq: number; readonly hash: string };
  /** Hash of one entry; undefined when there is none. */
  readonly hashAt: (seq: number) => string | undefined;
};

export type Anchor = {
  /** What is in the file; null when there is none or it is damaged. */
  readonly recorded: () => AnchorRecord | null;
  readonly compare: (ledger: AnchoredLedger) => AnchorVerdict;
  /**
   * Writes at once and follows the ledger from here on.
   * SECURITY: this overwrites the evidence of a rollback. Call it after `fresh` or `matches`, or once the operator has confirmed the ledger.
   */
  readonly follow: (source: () => AnchorRecord) => void;
  /** The log has grown (call after the commit): written within a second. Does nothing before `follow`. */
  readonly changed: () => void;
  /** Writes what is not written yet and ends following. */
  readonly stop: () => void;
  /** A sentence when the last write failed; null otherwise. */
  readonly problem: () => string | null;
};

const WRITE_EVERY_MS = 1_000;

export function createAnchor({ file, clock }: { readonly file: string; readonly clock: Clock }): Anchor {
  let written: AnchorRecord | 'absent' | 'damaged' = load(file);
  let source: (() => AnchorRecord) | undefined;
  let cancelTimer: (() => void) | undefined;
  let problem: string | null = null;

  const write = (): void => {
    if (!source) return;
    const record = source();
    try {
      replaceFile(file, `${JSON.stringify({ version: 1, ...record })}\n`);
      written = record;
      problem = null;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      problem = `The anchor of the audit log could not be written (${code}). It is tried again with the next entry; until then a rollback of the newest entries would not be noticed.`;
    }
  };
  const stopTimer = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
  };

  return {
    recorded: () => (typeof written === 'string' ? null : written),
    compare: (ledger) => compare(written, ledger),
    follow: (from) => {
      stopTimer();
      source = from;
      write();
    },
    changed: () => {
      if (!source || cancelTimer) return;
      cancelTimer = clock.after(WRITE_EVERY_MS, () => {
        cancelTimer = undefined;
        write();
      });
    },
    stop: () => {
      stopTimer();
      write();
      source = undefined;
    },
    problem: () => problem,
  };
}

function compare(
  anchor: AnchorRecord | 'absent' | 'damaged',
  { ledgerId, head, hashAt }: AnchoredLedger,
): AnchorVerdict {
  if (anchor === 'absent') return head.seq === 0 ? 'fresh' : 'missing';
  // A damaged anchor is not written anew in silence: something was there, and an empty ledger is then too little.
  if (anchor === 'damaged') return head.seq === 0 ? 'rolled-back' : 'missing';
  // An empty ledger has just been made and bears a new id: what matters is that the anchored one is gone.
  if (head.seq === 0 && anchor.seq > 0) return 'rolled-back';
  if (anchor.ledgerId !== ledgerId) return 'foreign';
  if (anchor.seq === 0) return 'matches';
  // A ledger that ends before the anchored entry has no hash there.
  return hashAt(anchor.seq) === anchor.hash ? 'matches' : 'rolled-back';
}

function load(file: string): AnchorRecord | 'absent' | 'damaged' {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'damaged';
  }
  try {
    const parsed = anchorRecord.safeParse(JSON.parse(content));
    if (!parsed.success) return 'damaged';
    const { version: _, ...record } = parsed.data;
    return record;
  } catch {
    return 'damaged';
  }
}
