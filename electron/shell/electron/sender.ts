// Who sent a message: only the main frame of our own window, showing our own page. Electron security checklist item 17.
import type { WebContents, WebFrameMain } from 'electron';
import { mayNavigateTo } from './navigation.ts';

export type MessageEvent = {
  readonly sender: Pick<WebContents, 'id'>;
  readonly senderFrame: Pick<WebFrameMain, 'url' | 'parent'> | null;
};

/**
 * SECURITY: the second lock behind per-window IPC. A frame that is gone (`null`), a sub-frame, another window, and a look-alike URL
 * are all strangers.
 */
export function isOwnSender(event: MessageEvent, ownContentsId: number): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null) return false;
  return event.sender.id === ownContentsId && mayNavigateTo(frame.url);
}
