// DesktopShell over Electron: one sandboxed window whose calls come by IPC of its own contents, checked for who sent them.
import { app, BrowserWindow, Notification } from 'electron';
import { turnAway, type Caller } from '../../../shared/contract/call.ts';
import type { ChangePush } from '../../../shared/contract/push.ts';
import type { DesktopShell } from '../desktop-shell.ts';
import { createPushQueue } from '../push-queue.ts';
import type { Quit } from '../quit.ts';
import { ORIGIN } from './protocol.ts';
import { isOwnSender } from './sender.ts';
import { startUtilityChild } from './utility-child.ts';
import { webPreferences } from './web-preferences.ts';

export type ElectronShellOptions = {
  /** Path of the built preload. */
  readonly preload: string;
  /** Folder of the built entries. */
  readonly entries: string;
  readonly session: string;
  readonly quit: Quit;
};

const RELOAD_AFTER_MS = 500;
const REFUSED = turnAway(
  'sender_refused',
  'This call did not come from the console’s own page. Nothing was done.',
);

/** To be made after the app is ready. */
export function createElectronShell({ preload, entries, session, quit }: ElectronShellOptions): DesktopShell {
  const caller: Caller = { via: 'window', session };
  let onCall: Parameters<DesktopShell['onCall']>[0] = () => Promise.reject(new Error('no core is listening'));
  let window: BrowserWindow | undefined;
  let opening: Promise<void> | undefined;
  let taken: () => void = () => {};

  const pushes = createPushQueue(
    (push: ChangePush) =>
      new Promise((resolve) => {
        taken = resolve;
        window?.webContents.send('portcullis:push', push);
      }),
  );

  const pageGone = (): void => {
    pushes.close();
    taken();
  };

  const listenTo = (opened: BrowserWindow, onFirstCall: () => void): void => {
    const { webContents: contents } = opened;
    contents.ipc.handle('portcullis:call', (event, name: unknown, params: unknown) => {
      if (!isOwnSender(event, contents.id)) return REFUSED;
      onFirstCall();
      pushes.open();
      return onCall(name, params, caller);
    });
    contents.ipc.on('portcullis:taken', (event) => {
      if (isOwnSender(event, contents.id)) taken();
    });
    contents.on('did-start-loading', pageGone);
    contents.on('render-process-gone', () => {
      pageGone();
      setTimeout(() => {
        if (!opened.isDestroyed()) contents.reload();
      }, RELOAD_AFTER_MS).unref();
    });
  };

  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const opened = new BrowserWindow({
        width: 1440,
        height: 900,
        minWidth: 960,
        minHeight: 600,
        show: false,
        title: 'Portcullis',
        webPreferences: webPreferences({ preload, devTools: !app.isPackaged }),
      });
      window = opened;
      listenTo(opened, resolve);
      opened.once('ready-to-show', () => opened.show());
      opened.once('closed', () => {
        window = undefined;
        pageGone();
        quit.begin('the window was closed', 0);
      });
      opened.loadURL(`${ORIGIN}/`).catch(reject);
    });

  return {
    kind: 'electron',
    onCall: (listener) => {
      onCall = listener;
    },
    openWindow: () => {
      if (window?.isMinimized()) window.restore();
      window?.focus();
      opening ??= open();
      return opening;
    },
    push: pushes.push,
    notify: (title, body) => {
      if (Notification.isSupported()) new Notification({ title, body }).show();
    },
    startChild: (entry, { args }) => startUtilityChild(entries, entry, args),
    onQuit: quit.onQuit,
    exit: quit.end,
  };
}
