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

type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  loaded: string | undefined;
  shown = false;
  focused = 0;
  minimized = false;
  maximized = false;
  title = '';
  bounds: Area;
  readonly options: FakeWindowOptions;
  constructor(options: FakeWindowOptions) {
    super();
    this.options = options;
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 0,
      height: options.height ?? 0,
    };
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
  maximize(): void {
    this.maximized = true;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  getNormalBounds(): Area {
    return this.bounds;
  }
  setTitle(title: string): void {
    this.title = title;
  }
}

type FakeWindowOptions = Partial<Area> & { readonly webPreferences?: Record<string, unknown> };

class FakeTray extends EventEmitter {
  picture: unknown;
  toolTip = '';
  menu: readonly FakeMenuItem[] = [];
  constructor(picture: unknown) {
    super();
    this.picture = picture;
    fake.trays.push(this);
  }
  setImage(picture: unknown): void {
    this.picture = picture;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setContextMenu(menu: readonly FakeMenuItem[]): void {
    this.menu = menu;
  }
}

export type FakeMenuItem = {
  readonly label?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly click?: () => void;
};

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

/** The system's keyring: boxes are the text turned round, so that what was not opened cannot be read by accident. */
function createFakeKeyring() {
  const keyring = {
    available: true,
    backend: 'gnome_libsecret',
    /** What the next calls reject with. */
    broken: undefined as Error | undefined,
    rotated: false,
    isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(keyring.available),
    getSelectedStorageBackend: (): string => keyring.backend,
    encryptStringAsync: (text: string): Promise<Buffer> =>
      keyring.broken
        ? Promise.reject(keyring.broken)
        : Promise.resolve(Buffer.from(`v11${Array.from(text).reverse().join('')}`)),
    decryptStringAsync: (box: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
      if (keyring.broken) return Promise.reject(keyring.broken);
      const text = box.toString();
      if (!text.startsWith('v11')) return Promise.reject(new Error('Error while decrypting the ciphertext'));
      return Promise.resolve({
        result: Array.from(text.slice(3)).reverse().join(''),
        shouldReEncrypt: keyring.rotated,
      });
    },
  };
  return keyring;
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
    notifications: [] as { readonly options: unknown; readonly shown: EventEmitter }[],
    trays: [] as FakeTray[],
    displays: [{ id: 1, workArea: { x: 0, y: 0, width: 1_920, height: 1_080 } }] as {
      readonly id: number;
      readonly workArea: Area;
    }[],
    powerMonitor: new EventEmitter(),
    keyring: createFakeKeyring(),
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
  powerMonitor = fake.powerMonitor;
  safeStorage = fake.keyring;
  return fake;
}

export let app = fake.app;
export let session = { defaultSession: fake.session };
export let ipcRenderer = fake.ipcRenderer;
export let powerMonitor = fake.powerMonitor;
export let safeStorage = fake.keyring;

export const screen = {
  getPrimaryDisplay: () => fake.displays[0],
  getAllDisplays: () => fake.displays,
};

export const nativeImage = { createFromPath: (path: string): unknown => ({ path }) };

export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof fake.schemes): void => {
    fake.app.calls.push('registerSchemes');
    fake.schemes.push(...schemes);
  },
  handle: (scheme: string, handler: (request: Request) => Response): void =>
    void fake.pages.set(scheme, handler),
};

export const Menu = {
  setApplicationMenu: (menu: unknown): void => void (fake.menu = menu),
  buildFromTemplate: (items: readonly FakeMenuItem[]): readonly FakeMenuItem[] => items,
};

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

export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true;
  }
  readonly options: unknown;
  constructor(options: unknown) {
    super();
    this.options = options;
  }
  show(): void {
    fake.notifications.push({ options: this.options, shown: this });
  }
}

export { FakeWindow as BrowserWindow, FakeTray as Tray };

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
