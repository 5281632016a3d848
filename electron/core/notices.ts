// Notices: what a person who is not looking at the window should know. SECURITY: never an amount or a destination; they appear on lock screens.
import type { EntryLine } from './entry-feed.ts';

export type Notice = { readonly title: string; readonly body: string };

/** null for entries that can wait until somebody looks. */
export function noticeOf(line: EntryLine, agentName: (id: string) => string | null): Notice | null {
  const agent = (line.agentId === null ? null : agentName(line.agentId)) ?? 'An agent';
  if (line.category === 'payment' && line.outcome === 'held')
    return {
      title: 'A payment waits for you',
      body: `${agent} asks for a payment outside its limits. Nothing was paid; decide it in Portcullis.`,
    };
  if (line.level === 'critical' && line.category === 'gate' && line.action === 'close')
    return { title: 'The gate is closed', body: 'Nothing is paid until it is looked at. Open Portcullis.' };
  if (line.level === 'critical' && line.category === 'payment')
    return { title: 'Portcullis stopped something odd', body: `${agent}: look at the timeline.` };
  return null;
}
