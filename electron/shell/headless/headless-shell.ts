// DesktopShell without a window: a server's gate. Calls come by the control socket alone (electron/core/control-socket.ts).
import type { DesktopShell } from '../desktop-shell.ts';
import { startNodeChild } from '../node-child.ts';
import type { Quit } from '../quit.ts';

export type HeadlessShellOptions = {
  /** Folder of the built entries. */
  readonly entries: string;
  readonly quit: Quit;
  /** A notification for the person who is not at a screen. */
  readonly onNotify: (title: string, body: string) => void;
};

export function createHeadlessShell({ entries, quit, onNotify }: HeadlessShellOptions): DesktopShell {
  return {
    kind: 'headless',
    onCall: () => {},
    openWindow: () => Promise.resolve(),
    // Nobody looks.
    push: () => {},
    notify: onNotify,
    showState: () => {},
    // Nobody sits at a server; its control command locks behind itself.
    onAway: () => {},
    startChild: (entry, { args }) => startNodeChild(entries, entry, args),
    onQuit: quit.onQuit,
    exit: quit.end,
  };
}
