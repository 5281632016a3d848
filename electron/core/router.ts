// Router: the one way into the core. Every call is untrusted until its name, size, shape and right have been checked, in this order.
import {
  turnAway,
  type CallEntry,
  type Caller,
  type Calls,
  type Handlers,
} from '../../shared/contract/call.ts';
import type { Refusal, Result } from '../../shared/domain/result.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Clock } from '../store/clock.ts';
import { whatIsWrong } from './call-help.ts';
import { jsonSize } from './json-size.ts';

export type Access = {
  readonly screenLocked: () => boolean;
  /**
   * Unix seconds until which `human` calls of this caller pass, and while the screen is locked every call of a control connection; null when
   * it never gave the passphrase, or before the screen was locked.
   */
  readonly presentUntil: (caller: Caller) => UnixSeconds | null;
  /** false while there is no open ledger to ask or to change. */
  readonly ready: () => boolean;
};

/** Told of what went wrong inside; `id` is what the caller is shown. Must not throw. */
export type FaultLog = (fault: {
  readonly id: string;
  readonly call: string;
  readonly error: unknown;
}) => void;

export type RouterDeps<C extends Calls> = {
  readonly contract: C;
  readonly handlers: Handlers<C>;
  readonly access: Access;
  readonly clock: Clock;
  /** A short id that is in the log and in the answer, and says nothing. */
  readonly newFaultId: () => string;
  readonly log: FaultLog;
};

export type Router = (name: unknown, params: unknown, caller: Caller) => Promise<Result<unknown>>;

type AnyHandler = (params: unknown, caller: Caller) => unknown;

/** Answers every call with data, refusals included; never rejects. */
export function createRouter<C extends Calls>(deps: RouterDeps<C>): Router {
  const { contract, handlers, access, clock, newFaultId, log } = deps;

  const fault = (call: string, error: unknown): Refusal => {
    const id = newFaultId();
    log({ id, call, error });
    return turnAway('internal', `Something went wrong inside Portcullis. The log has it under ${id}.`);
  };

  const isPresent = (caller: Caller): boolean => {
    const until = access.presentUntil(caller);
    return until !== null && clock.now() < until;
  };

  const barred = (entry: CallEntry, caller: Caller): Refusal | null => {
    if (!entry.whileLocked) {
      if (!access.ready()) {
        return turnAway(
          'not_ready',
          'Portcullis is not running yet. Nothing was done. Unlock it or wait for the start.',
        );
      }
      if (access.screenLocked() && !(caller.via === 'control' && isPresent(caller))) {
        return turnAway('locked', 'The screen is locked. Nothing was done. Unlock it with the passphrase.');
      }
    }
    if (entry.level !== 'human') return null;
    if (isPresent(caller)) return null;
    return turnAway(
      'presence_required',
      'This needs the passphrase again. Nothing was done. Give it and repeat.',
    );
  };

  return async (name, params, caller) => {
    // SECURITY: own properties only; `__proto__` or `constructor` must not find what the prototype offers.
    if (typeof name !== 'string' || !Object.hasOwn(contract, name)) {
      return turnAway('unknown_call', 'Portcullis has no such call. Nothing was done.');
    }
    const entry = contract[name] as CallEntry;
    try {
      if (jsonSize(params, entry.maxBytes) > entry.maxBytes) {
        return turnAway('too_large', `“${name}” takes at most ${entry.maxBytes} bytes. Nothing was done.`);
      }
      const parsed = entry.params.safeParse(params);
      if (!parsed.success) {
        // SECURITY: says what is wanted, never what was given; a passphrase may be among it.
        const wrong = whatIsWrong(entry, params, parsed.error);
        return turnAway(
          'bad_arguments',
          `“${name}” does not take these arguments: ${wrong}. Nothing was done.`,
        );
      }
      const refused = barred(entry, caller);
      if (refused) return refused;
      const answer = await (handlers[name] as AnyHandler)(parsed.data, caller);
      return seal(entry, answer);
    } catch (error) {
      return fault(name, error);
    }
  };
}

/** Builds the answer anew from what the contract names: a field the contract does not know never leaves the core. */
function seal(entry: CallEntry, answer: unknown): Result<unknown> {
  const result = answer as Result<unknown>;
  if (result.ok) return { ok: true, value: entry.result.parse(result.value) };
  if (typeof result.code !== 'string' || typeof result.message !== 'string') {
    throw new TypeError('a handler refused without a code and a sentence');
  }
  return { ok: false, code: result.code, message: result.message };
}
