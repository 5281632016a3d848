// A stand-in for the module 'electron': enough of it to run the real main process and the real preload in plain Node. Messages cross as
// structured clones, handlers are captured so that tests can call them as an attacker would.
import { EventEmitter } from 'node:events';

type Handler = (...args: readonly unknown[]) => unknown;

export type FakeFrame = { readonly url: string; readonly parent: FakeFrame | null };
type FakeEvent = { readonly sender: { readonly id: number }; readonly senderFrame: FakeFrame | null };

class FakeIpc extends EventEmitter {
  readonly handlers = new Map<string, Handler>();
  handle(channel: string, handler: Handler): void {
    this.handlers.set(channel, handler);
  }
}

export class FakeContents extends EventEmitter {
  static lastId = 0;
  readonly id = (FakeContents.lastId += 1);
  readonly ipc = new FakeIpc();
  readonly toPage: { readonly channel: string; readonly args: unknown[] }[] = [];
  frame: FakeFrame = { url: 'app://portcullis/', parent: null };
  windowOpenHandler: Handler | undefined;
  reloads = 0;
  setWindowOpenHandler(handler: Handler): void {
    this.windowOpenHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    const clone = structuredClone(args);
    this.toPage.push({ channel, args: clone });
    fake.ipcRenderer.emit(channel, {}, ...clone);
  }
  reload(): void {
    this.reloads += 1;
  }
  event(changes: Partial<FakeEvent> = {}): FakeEvent {
    return { sender: { id: this.id }, senderFrame: this.frame, ...changes };
  }
}

class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  loaded: string | undefined;
  shown = false;
  focused = 0;
  minimized = false;
  readonly options: { readonly webPreferences?: Record<string, unknown> };
  constructor(options: { readonly webPreferences?: Record<string, unknown> }) {
    super();
    this.options = options;
    fake.windows.push(this);
    fake.app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.loaded = url;
    this.webContents.emit('did-start-loading');
    queueMicrotask(() => this.emit('ready-to-show'));
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  focus(): void {
    this.focused += 1;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  restore(): void {
    this.minimized = false;
  }
  isDestroyed(): boolean {
    return false;
  }
}

class FakeApp extends EventEmitter {
  readonly switches = new Set<string>();
  readonly commandLine = { hasSwitch: (name: string): boolean => this.switches.has(name) };
  readonly calls: string[] = [];
  readonly paths = new Map<string, string>();
  readonly exits: number[] = [];
  isPackaged = false;
  isFirst = true;
  #ready: (() => void) | undefined;
  readonly #whenReady = new Promise<void>((resolve) => (this.#ready = resolve));
  enableSandbox(): void {
    this.calls.push('enableSandbox');
  }
  setPath(name: string, path: string): void {
    this.paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    this.calls.push('requestSingleInstanceLock');
    return this.isFirst;
  }
  whenReady(): Promise<void> {
    return this.#whenReady;
  }
  becomeReady(): void {
    this.calls.push('ready');
    this.#ready?.();
  }
  exit(code: number): void {
    this.exits.push(code);
  }
}

class FakeSession extends EventEmitter {
  permissionRequest: Handler | undefined;
  permissionCheck: Handler | undefined;
  device: Handler | undefined;
  display: Handler | undefined;
  beforeRequest: Handler | undefined;
  proxy: unknown;
  readonly webRequest = { onBeforeRequest: (handler: Handler): void => void (this.beforeRequest = handler) };
  setPermissionRequestHandler(handler: Handler): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Handler): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Handler): void {
    this.device = handler;
  }
  setDisplayMediaRequestHandler(handler: Handler): void {
    this.display = handler;
  }
  setProxy(proxy: unknown): Promise<void> {
    this.proxy = proxy;
    return Promise.resolve();
  }
}

class FakeRenderer extends EventEmitter {
  /** Which window's preload this is. */
  contents: FakeContents | undefined;
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const { contents } = this;
    const handler = contents?.ipc.handlers.get(channel);
    if (!contents || !handler) throw new Error(`no handler for ${channel}`);
    return structuredClone(await handler(contents.event(), ...structuredClone(args)));
  }
  send(channel: string, ...args: unknown[]): void {
    this.contents?.ipc.emit(channel, this.contents.event(), ...structuredClone(args));
  }
}

class FakeUtility extends EventEmitter {
  readonly posted: unknown[] = [];
  killed = false;
  postMessage(message: unknown): void {
    this.posted.push(structuredClone(message));
  }
  kill(): boolean {
    this.killed = true;
    return true;
  }
}

function fresh() {
  return {
    app: new FakeApp(),
    session: new FakeSession(),
    ipcRenderer: new FakeRenderer(),
    windows: [] as FakeWindow[],
    children: [] as {
      readonly file: string;
      readonly args: unknown;
      readonly options: unknown;
      readonly child: FakeUtility;
    }[],
    notifications: [] as unknown[],
    schemes: [] as { readonly scheme: string; readonly privileges: Record<string, boolean> }[],
    pages: new Map<string, (request: Request) => Response | Promise<Response>>(),
    exposed: new Map<string, Readonly<Record<string, unknown>>>(),
    menu: undefined as unknown,
  };
}

/** What the code under test did to Electron, and the handles by which a test plays Electron. */
export let fake = fresh();

/** Before each test, and before the modules under test are imported anew. */
export function resetElectron(): typeof fake {
  fake = fresh();
  app = fake.app;
  session = { defaultSession: fake.session };
  ipcRenderer = fake.ipcRenderer;
  return fake;
}

export let app = fake.app;
export let session = { defaultSession: fake.session };
export let ipcRenderer = fake.ipcRenderer;

export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof fake.schemes): void => {
    fake.app.calls.push('registerSchemes');
    fake.schemes.push(...schemes);
  },
  handle: (scheme: string, handler: (request: Request) => Response): void =>
    void fake.pages.set(scheme, handler),
};

export const Menu = { setApplicationMenu: (menu: unknown): void => void (fake.menu = menu) };

export const contextBridge = {
  exposeInMainWorld: (name: string, api: Readonly<Record<string, unknown>>): void =>
    void fake.exposed.set(name, api),
};

export const utilityProcess = {
  fork: (file: string, args: unknown, options: unknown): FakeUtility => {
    const child = new FakeUtility();
    fake.children.push({ file, args, options, child });
    return child;
  },
};

export class Notification {
  static isSupported(): boolean {
    return true;
  }
  readonly options: unknown;
  constructor(options: unknown) {
    this.options = options;
  }
  show(): void {
    fake.notifications.push(this.options);
  }
}

export { FakeWindow as BrowserWindow };

/** `electron-store` takes its parts from here. */
const whole = {
  get app() {
    return app;
  },
  ipcMain: new EventEmitter(),
  shell: {},
};
// oxlint-disable-next-line import/no-default-export -- the shape of the module it stands in for
export default whole;
