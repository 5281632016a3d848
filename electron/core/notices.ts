// Notices: what a person who is not looking at the window should know. SECURITY: never an amount or a destination; they appear on lock screens.
import type { Preferences } from '../../shared/contract/app.ts';
import type { Clock } from '../store/clock.ts';
import type { EntryLine } from './entry-feed.ts';

/** `approval`: somebody has to decide · `alert`: something is wrong. The operator may turn off either. */
export type Notice = {
  readonly kind: 'approval' | 'alert';
  readonly title: string;
  readonly body: string;
};

/** null for entries that can wait until somebody looks. */
export function noticeOf(line: EntryLine, agentName: (id: string) => string | null): Notice | null {
  const agent = (line.agentId === null ? null : agentName(line.agentId)) ?? 'An agent';
  if (line.category === 'payment' && line.outcome === 'held')
    return {
      kind: 'approval',
      title: 'A payment waits for you',
      body: `${agent} asks for a payment outside its limits. Nothing was paid; decide it in Portcullis.`,
    };
  if (line.level === 'critical' && line.category === 'gate' && line.action === 'close')
    return {
      kind: 'alert',
      title: 'The gate is closed',
      body: 'Nothing is paid until it is looked at. Open Portcullis.',
    };
  if (line.level === 'critical' && line.category === 'payment')
    return {
      kind: 'alert',
      title: 'Portcullis stopped something odd',
      body: `${agent}: look at the timeline.`,
    };
  if (line.level === 'critical' && line.category === 'node')
    return {
      kind: 'alert',
      title: 'A node did what no agent asked for',
      body: 'Open Portcullis and look at the timeline.',
    };
  return null;
}

/** Whether the operator wants to be told of it outside of the window. */
export const isWanted = (
  { kind }: Notice,
  { notifyApprovals, notifyAlerts }: Pick<Preferences, 'notifyApprovals' | 'notifyAlerts'>,
): boolean => (kind === 'approval' ? notifyApprovals : notifyAlerts);

/** Between two notices of the same words, milliseconds. Own default. */
const PAUSE_MS = 30_000;

/**
 * Tells at once, and what comes again within the pause once more at its end. SECURITY: an agent that asks and asks would else make
 * its operator turn the notices off, or a process of each.
 */
export function createNoticePacer(
  clock: Pick<Clock, 'after'>,
  tell: (notice: Notice) => void,
): (notice: Notice) => void {
  const cameAgain = new Map<string, boolean>();
  const pace = (notice: Notice): void => {
    const words = `${notice.title}\n${notice.body}`;
    if (cameAgain.has(words)) {
      cameAgain.set(words, true);
      return;
    }
    cameAgain.set(words, false);
    clock.after(PAUSE_MS, () => {
      const again = cameAgain.get(words);
      cameAgain.delete(words);
      if (again) pace(notice);
    });
    tell(notice);
  };
  return pace;
}
