// DesktopShell: what the core may ask of the thing that shows its window. Adapters: electron/, chromium/, headless/.
import type { Caller } from '../../shared/contract/call.ts';
import type { Keyring } from '../vault/keyring.ts';
import type { ChangePush } from '../../shared/contract/push.ts';

/** A child process of ours with a message channel; JSON values both ways. */
export type ChildProcess = {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onExit: (listener: (code: number | null) => void) => void;
  readonly kill: () => void;
};

/** `ledger` moves APDUs to a USB device, `ledger-speculos` to the emulator; the latter is not in the package. */
export type ChildEntry = 'practice' | 'ledger' | 'ledger-speculos';

/** What is told outside of the window, in a tray or on a terminal. SECURITY: counts and states, never an amount and never a name. */
export type ConsoleState = {
  /** `off`: no fleet is open, so no agent is served. */
  readonly gate: 'off' | 'open' | 'closed' | 'frozen';
  /** Payments that wait for a person. */
  readonly waiting: number;
  readonly screenLocked: boolean;
  readonly practice: boolean;
  /** The gate goes on when the window is closed (a preference of the operator). */
  readonly keepRunning: boolean;
};

export type DesktopShell = {
  readonly kind: 'electron' | 'chromium' | 'headless';
  /** Set once, before `openWindow`: every call of the window or the control socket comes here as untrusted JSON. */
  readonly onCall: (listener: (name: unknown, params: unknown, caller: Caller) => Promise<unknown>) => void;
  /** Opens the window, or focuses it. Resolves when the page asked for its first answer. */
  readonly openWindow: () => Promise<void>;
  /** Coalesced and capped: one push in flight, the rest merged into the next. */
  readonly push: (push: ChangePush) => void;
  /** A desktop notification. Never holds an amount. */
  readonly notify: (title: string, body: string) => void;
  /** The system's keyring; absent where the shell has none. */
  readonly keyring?: Keyring;
  /** Told anew whenever it changed. */
  readonly showState: (state: ConsoleState) => void;
  /** The machine is put to sleep or its screen is locked, or the window was closed and the gate keeps running: the screen is to lock. */
  readonly onAway: (listener: () => void) => void;
  /** Starts one of our own built entries (`out/main/<entry>.js`) as a child. Its environment is empty but for what is named. */
  readonly startChild: (entry: ChildEntry, options: { readonly args: readonly string[] }) => ChildProcess;
  /** The window was closed, the user asked to quit, or a signal came: the core shuts down and then calls `exit`. */
  readonly onQuit: (listener: (why: string) => void) => void;
  readonly exit: (code: number) => void;
};
