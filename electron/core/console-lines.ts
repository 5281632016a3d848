// Console lines: what the gate does, one plain line per entry of the log, for a terminal without a window.
import type { AuditOutcome } from '../../shared/domain/audit-entry.ts';
import type { EntryLine } from './entry-feed.ts';
import type { ApprovalPage } from './read/approvals.ts';

const OUTCOME_WORDS: Readonly<Record<AuditOutcome, string>> = {
  asked: 'asked',
  allowed: 'allowed',
  held: 'HELD',
  refused: 'REFUSED',
  started: 'started',
  succeeded: 'done',
  failed: 'FAILED',
  unknown: 'UNKNOWN',
};

const WORD_WIDTH = 8;

/** Control characters could move the cursor or recolour the terminal; an agent chooses part of what stands here. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** "14:02:11  HELD      Shopper: …". The time is UTC, so that lines of two machines can be compared. */
export function consoleLine(line: Pick<EntryLine, 'at' | 'outcome' | 'summary'>): string {
  const time = new Date(line.at * 1_000).toISOString().slice(11, 19);
  return `${time}  ${OUTCOME_WORDS[line.outcome].padEnd(WORD_WIDTH)}  ${line.summary.replace(CONTROL, ' ')}`;
}

/** Under a held line: what decides it from another terminal, `reason` to be put in one's own words. Ids, figures and keys alone; an agent chooses none of its words. */
export function decisionLines(
  id: string,
  shown: ApprovalPage['shown'],
  dataRoot: { readonly used: string; readonly usual: string },
): readonly string[] {
  const where = dataRoot.used === dataRoot.usual ? '' : ` --data ${shellWord(dataRoot.used)}`;
  const command = (call: string, params: unknown): string =>
    `npm run ctl -- ${call} ${shellWord(JSON.stringify(params))}${where}`;
  const indent = ' '.repeat('00:00:00  '.length);
  return [
    `${indent}to pay it:    ${command('approvals.approve', { id, reason: 'why', shown })}`,
    `${indent}to reject it: ${command('approvals.deny', { id, reason: 'why', freezeAgent: false })}`,
  ];
}

/** One word to a POSIX shell, whatever stands in it. */
const shellWord = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
