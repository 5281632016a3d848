// DesktopShell over the system's Chromium: one app window, driven through a pipe, dying with the core and the core with it.
import type { Caller } from '../../../shared/contract/call.ts';
import type { Clock } from '../../store/clock.ts';
import type { Assets } from '../assets.ts';
import { watchForAway } from '../away-watch.ts';
import type { ConsoleState, DesktopShell } from '../desktop-shell.ts';
import { notifySend } from '../notify-send.ts';
import { startNodeChild } from '../node-child.ts';
import type { Quit } from '../quit.ts';
import { gateWords } from '../state-words.ts';
import { createPlaceMemory, placeWindow } from '../window-place.ts';
import { startBrowser, type BrowserProcess } from './browser-process.ts';
import { prepareBrowserHome, type BrowserHome } from './browser-user.ts';
import { createPage, type Page } from './page.ts';
import { createPipeClient, type CdpEvent, type PipeClient } from './pipe-client.ts';
import { whyEnded } from './why-ended.ts';
import { createWindowKeeper, type WindowKeeper } from './window-keeper.ts';

export type ChromiumShellOptions = {
  readonly browser: string;
  readonly dataRoot: string;
  readonly assets: Assets;
  /** Source text of the built preload. */
  readonly preload: string;
  /** Folder of the built entries. */
  readonly entries: string;
  readonly session: string;
  readonly headlessWindow: boolean;
  readonly testPort: boolean;
  readonly quit: Quit;
  readonly clock: Clock;
  /** One line for the terminal it was started from. */
  readonly say: (line: string) => void;
};

export const ORIGIN = 'https://console.local';
/** The page's policy and CSS were proven on 156; this is the oldest that has all of it. */
const OLDEST_CHROMIUM = 140;
const OPEN_WITHIN_MS = 30_000;
const CLOSE_WITHIN_MS = 2_000;

type Window = {
  readonly browser: BrowserProcess;
  readonly client: PipeClient;
  readonly home: BrowserHome;
  page: Page | undefined;
  keeper: WindowKeeper | undefined;
};

/** Nothing is started before `openWindow`. */
export function createChromiumShell(options: ChromiumShellOptions): DesktopShell {
  const { quit, clock, say } = options;
  const caller: Caller = { via: 'window', session: options.session };
  let onCall: Parameters<DesktopShell['onCall']>[0] = () => Promise.reject(new Error('no core is listening'));
  const places = createPlaceMemory(options.dataRoot, clock);
  let state: ConsoleState | undefined;
  let onAway = (): void => {};
  let window: Window | undefined;
  let opening: Promise<void> | undefined;
  let ending = false;

  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const home = prepareBrowserHome(options.dataRoot);
      const saved = places.read();
      const browser = startBrowser({
        binary: options.browser,
        origin: ORIGIN,
        profile: home.profile,
        user: home.user,
        headless: options.headlessWindow,
        testPort: options.testPort,
        area: saved && placeWindow(saved, []).area,
      });
      const client = createPipeClient(browser.toBrowser, browser.fromBrowser);
      const opened: Window = { browser, client, home, page: undefined, keeper: undefined };
      window = opened;
      let shown = false;
      const late = setTimeout(() => fail('The window did not open within 30 seconds.'), OPEN_WITHIN_MS);
      const fail = (sentence: string): void => {
        clearTimeout(late);
        reject(new Error(sentence));
      };
      browser.child.once('error', (error) => fail(`Chromium could not be started: ${error.message}`));
      browser.child.once('exit', (code, signal) => {
        fail(whyEnded(code, signal, browser.said()));
        opened.keeper?.stop();
        window = undefined;
        home.dispose();
        if (shown && state?.keepRunning && !ending) {
          opening = undefined;
          onAway();
          say(
            `The window ${code === 0 ? 'was closed' : 'ended unexpectedly'}. ${gateWords(state)}, and it goes on. “npm start” shows the window again; Ctrl+C here ends it.`,
          );
          return;
        }
        // SECURITY: a gate whose window vanished by a crash must not look like one that was closed on purpose.
        quit.begin(
          code === 0 ? 'the window was closed' : 'the browser ended unexpectedly',
          code === 0 ? 0 : 1,
        );
      });
      client.onEvent((event) =>
        take(opened, event, () => {
          clearTimeout(late);
          shown = true;
          resolve();
        }),
      );
      checkVersion(client).catch((error: unknown) =>
        fail(String(error instanceof Error ? error.message : error)),
      );
      void client.send('Target.setDiscoverTargets', { discover: true });
      void client.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: true,
        flatten: true,
      });
    });

  const take = (opened: Window, event: CdpEvent, onFirstCall: () => void): void => {
    const { client } = opened;
    if (event.session !== '') {
      opened.page?.event(event.method, event.params);
      return;
    }
    const info = event.params['targetInfo'] as { targetId: string; type: string; url: string } | undefined;
    if (event.method === 'Target.targetCreated' && info?.url.startsWith('devtools://')) {
      void client.send('Target.closeTarget', { targetId: info.targetId });
    }
    if (event.method !== 'Target.attachedToTarget' || !info) return;
    const session = String(event.params['sessionId']);
    if (opened.page || info.type !== 'page') {
      // SECURITY: one window, one page. What Ctrl+N, Ctrl+T or a popup brings has no bridge and no business here.
      if (info.type === 'page' || info.type === 'tab')
        void client.send('Target.closeTarget', { targetId: info.targetId });
      else void client.send('Runtime.runIfWaitingForDebugger', {}, session);
      return;
    }
    opened.page = createPage({
      client,
      session,
      caller,
      onFirstCall,
      origin: ORIGIN,
      target: info.targetId,
      assets: options.assets,
      preload: options.preload,
      onCall: (name, params, from) => onCall(name, params, from),
    });
    opened.page.start().catch(() => {});
    if (!options.headlessWindow) {
      opened.keeper = createWindowKeeper({
        client,
        session,
        clock,
        target: info.targetId,
        saved: places.last(),
        memory: places,
      });
      opened.keeper.settle().catch(() => {});
    }
    void client.send('Runtime.runIfWaitingForDebugger', {}, session);
  };

  const away = watchForAway({ clock, onAway: () => onAway() });

  const close = async (): Promise<void> => {
    ending = true;
    away.stop();
    if (!window) return;
    const { browser, client } = window;
    const ended = new Promise<void>((resolve) => browser.child.once('exit', () => resolve()));
    const forced = setTimeout(() => browser.child.kill('SIGKILL'), CLOSE_WITHIN_MS);
    void client.send('Browser.close');
    await ended;
    clearTimeout(forced);
  };

  return {
    kind: 'chromium',
    onCall: (listener) => {
      onCall = listener;
    },
    openWindow: () => {
      if (opening) window?.page?.focus();
      opening ??= open();
      return opening;
    },
    push: (push) => window?.page?.push(push),
    notify: notifySend,
    showState: (now) => {
      state = now;
    },
    onAway: (listener) => {
      onAway = listener;
    },
    startChild: (entry, { args }) => startNodeChild(options.entries, entry, args),
    onQuit: quit.onQuit,
    exit: (code) => void close().then(() => quit.end(code)),
  };
}

async function checkVersion(client: PipeClient): Promise<void> {
  const { product } = (await client.send('Browser.getVersion')) as { product?: string };
  const major = Number(/\/(\d+)\./.exec(product ?? '')?.[1]);
  if (major >= OLDEST_CHROMIUM) return;
  throw new Error(
    `The window needs Chromium ${OLDEST_CHROMIUM} or later; this is ${product ?? 'unknown'}. Update it.`,
  );
}
