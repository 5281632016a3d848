// Chromium as a child: its flags, its environment, its user. It listens on nothing and dies when its pipe to us ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { statfsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { WINDOW_SIZE, type Area } from '../window-place.ts';
import type { BrowserUser } from './browser-user.ts';
import { lastWords } from './why-ended.ts';

export type BrowserOptions = {
  /** Path of the browser's own binary, not of a wrapper script. */
  readonly binary: string;
  readonly origin: string;
  readonly profile: string;
  /** null: the user that runs us. */
  readonly user: BrowserUser | null;
  /** No window at all; for screenshots where there is no screen. */
  readonly headless: boolean;
  /** SECURITY: opens a debugging port beside the pipe. For tests of an unpackaged build only. */
  readonly testPort: boolean;
  /** Where the window was when it was last closed; undefined: where the window system puts it. */
  readonly area: Area | undefined;
};

export type BrowserProcess = {
  readonly child: ChildProcess;
  readonly toBrowser: Writable;
  readonly fromBrowser: Readable;
  /** The end of what it wrote to standard error. */
  readonly said: () => string;
};

const FLAGS = [
  '--remote-debugging-pipe',
  // SECURITY: a proxy that nobody answers, for loopback too: whatever the page or the browser wants from a network, it does not get.
  '--proxy-server=127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,DialMediaRouteProvider',
  '--hide-crash-restore-bubble',
  '--metrics-recording-only',
  '--password-store=basic',
  '--use-mock-keychain',
  '--class=Portcullis',
];

/** What a browser needs of the environment. SECURITY: nothing else of ours is passed on; an operator's shell may hold secrets. */
const PASSED_ON = [
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
  'XDG_CURRENT_DESKTOP',
  'XDG_SESSION_TYPE',
  'DBUS_SESSION_BUS_ADDRESS',
  'HOME',
  'PATH',
  'LANG',
  'LC_ALL',
  'LC_TIME',
  'TZ',
  'TMPDIR',
  'SystemRoot',
  'LOCALAPPDATA',
  'APPDATA',
  'USERPROFILE',
  'TEMP',
  'TMP',
];

const SMALL_SHARED_MEMORY_BYTES = 256 * 1024 * 1024;

/** Throws when the binary cannot be started at all; a browser that starts and gives up is told by `exit`. */
export function startBrowser(options: BrowserOptions): BrowserProcess {
  const { binary, user } = options;
  const child = spawn(binary, browserArguments(options), {
    env: { ...browserEnvironment(process.env), ...user?.environment },
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // Ctrl+C in the terminal is for the core, which ends the browser itself and in order.
    detached: process.platform !== 'win32',
  });
  return {
    child,
    toBrowser: child.stdio[3] as Writable,
    fromBrowser: child.stdio[4] as Readable,
    said: lastWords(child.stdio[2] as Readable),
  };
}

export function browserArguments({ origin, profile, headless, testPort, area }: BrowserOptions): string[] {
  return [
    ...FLAGS,
    `--user-data-dir=${profile}`,
    `--app=${origin}/`,
    ...(headless ? ['--window-size=1600,1000'] : windowFlags(area)),
    ...(headless ? ['--headless=new'] : []),
    ...(testPort ? ['--remote-debugging-port=0'] : []),
    ...(sharedMemoryIsSmall() ? ['--disable-dev-shm-usage'] : []),
  ];
}

function windowFlags(area: Area | undefined): string[] {
  const { width, height } = area ?? WINDOW_SIZE;
  const position = area ? [`--window-position=${area.x},${area.y}`] : [];
  return [`--window-size=${width},${height}`, ...position];
}

export function browserEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(PASSED_ON.flatMap((key) => (environment[key] ? [[key, environment[key]]] : [])));
}

/** Containers give 64 MB, and a page that needs more dies without a word. */
function sharedMemoryIsSmall(): boolean {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize < SMALL_SHARED_MEMORY_BYTES;
  } catch {
    return process.platform === 'linux';
  }
}
