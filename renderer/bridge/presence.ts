// Presence: a `human` call refused for want of a recent passphrase asks for it, then is made again, once.
import type { Result } from '../../shared/domain/result.ts';
import { CANCELLED } from './refused-error.ts';

/** Resolves true when the passphrase was given and accepted, false when the operator turned away. */
export type AskPresence = () => Promise<boolean>;

const TURNED_AWAY = {
  ok: false,
  code: CANCELLED,
  message: 'Nothing was done: the passphrase was not given.',
} as const;

/** Makes the call; on `presence_required` asks and makes it a second and last time. */
export async function withPresence<T>(make: () => Promise<Result<T>>, ask: AskPresence): Promise<Result<T>> {
  const first = await make();
  if (first.ok || first.code !== 'presence_required') return first;
  return (await ask()) ? make() : TURNED_AWAY;
}

export type PresenceState = { readonly open: boolean };

/** The one question that may be open. Calls that need presence at the same time share its answer. */
export function createPresence() {
  let state: PresenceState = { open: false };
  let answer: Promise<boolean> | undefined;
  let settle: ((given: boolean) => void) | undefined;
  const listeners = new Set<() => void>();
  const set = (next: PresenceState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  return {
    ask: (): Promise<boolean> => {
      answer ??= new Promise<boolean>((resolve) => {
        settle = resolve;
        set({ open: true });
      });
      return answer;
    },
    /** Closes the question with its answer. */
    close: (given: boolean): void => {
      const resolve = settle;
      answer = undefined;
      settle = undefined;
      set({ open: false });
      resolve?.(given);
    },
    get: (): PresenceState => state,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
export type Presence = ReturnType<typeof createPresence>;
