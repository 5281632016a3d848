// Which reads a push makes old. A read belongs to a change when the first word of its name, or all of it, is listed there.
import type { Change } from '../../shared/contract/push.ts';

/** The change's own word, and the words or whole names of reads that are made from it. */
const READS: Readonly<Record<Change, readonly string[]>> = {
  app: ['app', 'vault', 'about'],
  // What waits says whether an approval would pay now.
  gate: ['gate', 'approvals'],
  fleet: ['fleet'],
  // What an agent holds over its ceiling is proposed to be swept; accounts and their coins are none of its business.
  agents: ['agents', 'connections', 'fleet', 'setup', 'treasury.status'],
  approvals: ['approvals', 'destinations', 'fleet', 'setup'],
  timeline: ['timeline'],
  nodes: ['nodes', 'gate', 'setup'],
  relays: ['relays', 'gate', 'setup'],
  treasury: ['treasury', 'fleet'],
  settings: ['settings', 'tables'],
};

/** What names the reads that are old after `changed`: first words and whole names. */
export function oldWords(changed: Iterable<Change>): ReadonlySet<string> {
  const words = new Set<string>();
  for (const change of changed) for (const word of READS[change] ?? []) words.add(word);
  return words;
}

/** `agents.list` → `agents`. */
export const firstWord = (callName: string): string => callName.split('.', 1)[0] ?? callName;

export const isOld = (words: ReadonlySet<string>, callName: string): boolean =>
  words.has(firstWord(callName)) || words.has(callName);

type Timer = (run: () => void, milliseconds: number) => unknown;

/** Own default: a busy fleet makes the window ask at most five times a second. */
const GATHER_MS = 200;

/** Gathers pushes and tells once per `GATHER_MS` what is old; the first push of a quiet time is told at once. */
export function createGatherer(
  tell: (words: ReadonlySet<string>) => void,
  later: Timer,
): (changed: readonly Change[]) => void {
  const pending = new Set<Change>();
  let waiting = false;
  const flush = (): void => {
    if (pending.size === 0) {
      waiting = false;
      return;
    }
    const words = oldWords(pending);
    pending.clear();
    waiting = true;
    later(flush, GATHER_MS);
    tell(words);
  };
  return (changed) => {
    for (const change of changed) pending.add(change);
    if (!waiting) flush();
  };
}
