// Constructors of the contract: every door of the core is a named operation with validators for what goes in and what comes out.
import { z } from 'zod';
import { refuse, type Refusal, type Result } from '../domain/result.ts';

// SECURITY: zod's compiled mode probes `new Function`; the page's CSP and hardened runtimes forbid it.
z.config({ jitless: true });

/**
 * `read` shows, `act` changes what can be changed back or makes things safer, `human` needs a person:
 * an unlocked screen and the passphrase given recently (see PRESENCE_SECONDS).
 */
export type Level = 'read' | 'act' | 'human';

/** A `human` call is refused with `presence_required` when the passphrase was last given longer ago than this. Own default. */
export const PRESENCE_SECONDS = 900;

export type CallEntry<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> = {
  readonly level: Level;
  /** May be called while the screen is locked or before a vault exists. */
  readonly whileLocked: boolean;
  /** Upper bound of the arguments as JSON, in bytes. */
  readonly maxBytes: number;
  readonly params: P;
  readonly result: R;
};

type Options = { readonly whileLocked?: boolean; readonly maxBytes?: number };

export const call = <P extends z.ZodType, R extends z.ZodType>(
  level: Level,
  params: P,
  result: R,
  { whileLocked = false, maxBytes = 16_384 }: Options = {},
): CallEntry<P, R> => ({ level, whileLocked, maxBytes, params, result });

/** No arguments: an empty object, so that an extra key is refused like everywhere else. */
export const none = z.strictObject({});
/** Nothing to tell but that it was done. */
export const done = z.strictObject({});

/** Refusals every call may give besides its own: the router's, and `sender_refused`, which is the shell's. */
export type DoorRefusal =
  | 'unknown_call'
  | 'sender_refused'
  | 'too_large'
  | 'bad_arguments'
  | 'locked'
  | 'presence_required'
  | 'not_ready'
  | 'internal';

/** `message`: a sentence for the operator that says that nothing was done. */
export const turnAway = (code: DoorRefusal, message: string): Refusal<DoorRefusal> => refuse(code, message);

export type Calls = Readonly<Record<string, CallEntry>>;

/** How the window and the control command see the contract. */
export type Client<C extends Calls> = {
  readonly [K in keyof C]: (params: z.input<C[K]['params']>) => Promise<Result<z.output<C[K]['result']>>>;
};

export type Caller = { readonly via: 'window' | 'control'; readonly session: string };

/** How the core answers the contract. Handlers get parsed arguments and may refuse with data. */
export type Handlers<C extends Calls> = {
  readonly [K in keyof C]: (
    params: z.output<C[K]['params']>,
    caller: Caller,
  ) => Result<z.input<C[K]['result']>> | Promise<Result<z.input<C[K]['result']>>>;
};
