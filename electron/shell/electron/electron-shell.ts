// DesktopShell over Electron: one sandboxed window whose calls come by IPC of its own contents, checked for who sent them.
import { app, BrowserWindow, powerMonitor, screen } from 'electron';
import { turnAway, type Caller } from '../../../shared/contract/call.ts';
import type { ChangePush } from '../../../shared/contract/push.ts';
import type { Clock } from '../../store/clock.ts';
import { watchForAway } from '../away-watch.ts';
import type { DesktopShell } from '../desktop-shell.ts';
import { createPushQueue } from '../push-queue.ts';
import type { Quit } from '../quit.ts';
import { safeTitle } from '../state-words.ts';
import { createPlaceMemory, LEAST_SIZE, placeWindow } from '../window-place.ts';
import { createElectronKeyring } from './keyring.ts';
import { createNotifier } from './notifier.ts';
import { ORIGIN } from './protocol.ts';
import { isOwnSender } from './sender.ts';
import { createGateTray } from './tray.ts';
import { startUtilityChild } from './utility-child.ts';
import { webPreferences } from './web-preferences.ts';

export type ElectronShellOptions = {
  /** Path of the built preload. */
  readonly preload: string;
  /** Folder of the built entries. */
  readonly entries: string;
  /** Folder of the built page, which holds the pictures too. */
  readonly page: string;
  readonly dataRoot: string;
  readonly session: string;
  readonly clock: Clock;
  readonly quit: Quit;
};

const RELOAD_AFTER_MS = 500;
const REFUSED = turnAway(
  'sender_refused',
  'This call did not come from the console’s own page. Nothing was done.',
);

/** To be made after the app is ready. */
export function createElectronShell(options: ElectronShellOptions): DesktopShell {
  const { preload, entries, session, quit, clock } = options;
  const caller: Caller = { via: 'window', session };
  const places = createPlaceMemory(options.dataRoot, clock);
  let onCall: Parameters<DesktopShell['onCall']>[0] = () => Promise.reject(new Error('no core is listening'));
  let onAway = (): void => {};
  let keepRunning = false;
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

  const notePlace = (opened: BrowserWindow): void =>
    places.note({ area: opened.getNormalBounds(), maximized: opened.isMaximized() });

  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const first = screen.getPrimaryDisplay();
      const others = screen.getAllDisplays().filter(({ id }) => id !== first.id);
      const place = placeWindow(
        places.read(),
        [first, ...others].map(({ workArea }) => workArea),
      );
      const opened = new BrowserWindow({
        ...place.area,
        minWidth: Math.min(LEAST_SIZE.width, place.area.width),
        minHeight: Math.min(LEAST_SIZE.height, place.area.height),
        show: false,
        title: 'Portcullis',
        webPreferences: webPreferences({ preload, devTools: !app.isPackaged }),
      });
      window = opened;
      listenTo(opened, resolve);
      opened.once('ready-to-show', () => {
        if (place.maximized) opened.maximize();
        opened.show();
      });
      opened.on('page-title-updated', (event, title) => {
        event.preventDefault();
        opened.setTitle(safeTitle(title));
      });
      opened.on('resize', () => notePlace(opened));
      opened.on('move', () => notePlace(opened));
      opened.once('closed', () => {
        window = undefined;
        opening = undefined;
        pageGone();
        if (keepRunning) onAway();
        else quit.begin('the window was closed', 0);
      });
      opened.loadURL(`${ORIGIN}/`).catch(reject);
    });

  const openWindow = (): Promise<void> => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
    opening ??= open();
    return opening;
  };
  const show = (): void => void openWindow().catch(() => undefined);

  const tray = createGateTray({
    pictures: options.page,
    onOpen: show,
    onLock: () => onAway(),
    onQuit: () => quit.begin('the user quit', 0),
  });
  // `lock-screen` is told on macOS and Windows; on Linux systemd-logind says it, which the watch listens to.
  powerMonitor.on('suspend', () => onAway());
  powerMonitor.on('lock-screen', () => onAway());
  const away = watchForAway({ clock, onAway: () => onAway() });

  return {
    kind: 'electron',
    onCall: (listener) => {
      onCall = listener;
    },
    openWindow,
    push: pushes.push,
    notify: createNotifier(show),
    keyring: createElectronKeyring(),
    showState: (state) => {
      keepRunning = state.keepRunning;
      tray.show(state);
    },
    onAway: (listener) => {
      onAway = listener;
    },
    startChild: (entry, { args }) => startUtilityChild(entries, entry, args),
    onQuit: quit.onQuit,
    exit: (code) => {
      away.stop();
      quit.end(code);
    },
  };
}
