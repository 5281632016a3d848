// Access: is the screen locked, and who gave the passphrase how long ago. Locking the screen never stops the agents.
import { PRESENCE_SECONDS, type Caller } from '../../shared/contract/call.ts';
import { plusSeconds } from '../../shared/domain/time.ts';
import type { Clock } from '../store/clock.ts';
import type { Access } from './router.ts';

export type AccessControl = Access & {
  /** The passphrase was right: the screen opens, and this caller is present from now. */
  readonly unlock: (caller: Caller | null) => void;
  /** The screen closes, and nobody counts as present any more. */
  readonly lock: () => void;
  readonly present: (caller: Caller) => void;
  /**
   * Practice only: every caller counts as present from its first `human` call, until the first lock. There is nothing to steal,
   * and the passphrase of a practice vault is no secret.
   */
  readonly trustEveryone: () => void;
};

const keyOf = (caller: Caller): string => `${caller.via}/${caller.session}`;

export function createAccess({
  clock,
  ready,
}: {
  readonly clock: Clock;
  readonly ready: () => boolean;
}): AccessControl {
  // SECURITY: both clocks, whichever ran further: the wall can be set back, and the monotonic one stands still while the machine sleeps.
  const presentSince = new Map<string, { readonly monotonic: number; readonly wall: number }>();
  const secondsSince = (since: { readonly monotonic: number; readonly wall: number }): number =>
    Math.max((clock.monotonic() - since.monotonic) / 1_000, clock.now() - since.wall);
  let locked = true;
  let trusting = false;

  const present = (caller: Caller): void => {
    for (const [key, since] of presentSince)
      if (secondsSince(since) >= PRESENCE_SECONDS) presentSince.delete(key);
    presentSince.set(keyOf(caller), { monotonic: clock.monotonic(), wall: clock.now() });
  };

  return {
    ready,
    screenLocked: () => locked,
    presentUntil: (caller) => {
      if (trusting && !presentSince.has(keyOf(caller))) present(caller);
      const since = presentSince.get(keyOf(caller));
      if (since === undefined) return null;
      const left = PRESENCE_SECONDS - secondsSince(since);
      return left > 0 ? plusSeconds(clock.now(), Math.ceil(left)) : null;
    },
    unlock: (caller) => {
      locked = false;
      if (caller) present(caller);
    },
    lock: () => {
      locked = true;
      trusting = false;
      presentSince.clear();
    },
    present,
    trustEveryone: () => void (trusting = true),
  };
}
