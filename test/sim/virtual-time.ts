// Virtual time: true time in milliseconds, which only passes when told; a wall clock that people and NTP may set; and timers, which
// belong to the world or to one life of the process and are forgotten with it.
import type { Clock } from '../../electron/store/clock.ts';
import { unixSeconds } from '../../shared/domain/time.ts';

/** True time 0, in unix seconds. */
export const START = 1_800_000_000;

/** Whose timers: the world's go on for ever, a process's end with it. */
export type Owner = { readonly dead: boolean };
export const WORLD: Owner = { dead: false };

/** Time passes in strides for the process, as for a starved one: of its own timers, what came due meanwhile fires late, once. */
const STRIDE_MS = 5_000;
const STRIDES_AT_MOST = 8;

type Timer = {
  readonly due: number;
  readonly serial: number;
  readonly owner: Owner;
  readonly run: () => void;
};

/** `onThrow`: what a timer threw, which in the product would end up where nobody catches it. */
export function createVirtualTime(onThrow: (error: unknown) => void) {
  let now = 0;
  let serial = 0;
  let offset = 0;
  let timers: Timer[] = [];

  /** Takes out the next one due by `end`; only the world's when so asked. */
  const takeDue = (end: number, worldOnly = false): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers)
      if (
        timer.due <= end &&
        (!worldOnly || timer.owner === WORLD) &&
        (!first || timer.due < first.due || (timer.due === first.due && timer.serial < first.serial))
      )
        first = timer;
    if (first) timers = timers.filter((timer) => timer !== first && !timer.owner.dead);
    return first?.owner.dead === true ? takeDue(end, worldOnly) : first;
  };

  const fire = (timer: Timer): void => {
    try {
      timer.run();
    } catch (error) {
      onThrow(error);
    }
  };

  const at = (due: number, owner: Owner, run: () => void): (() => void) => {
    const timer = { due, serial: (serial += 1), owner, run };
    timers.push(timer);
    return () => void (timers = timers.filter((other) => other !== timer));
  };

  /** Lets everything run that can run without time passing. */
  const settle = async (): Promise<void> => {
    for (;;) {
      // When this comes back every promise that can run has run, and so has what asked for one turn of the loop.
      await turn();
      await turn();
      const timer = takeDue(now);
      if (!timer) return;
      fire(timer);
    }
  };

  return {
    /** Milliseconds of true time. */
    now: () => now,
    seconds: () => START + Math.floor(now / 1_000),
    at,
    settle,
    /** Milliseconds; fires what is due in the order in which it is due. */
    pass: async (ms: number): Promise<void> => {
      const end = now + ms;
      const stride = Math.max(STRIDE_MS, Math.ceil(ms / STRIDES_AT_MOST));
      while (now < end) {
        const next = Math.min(end, now + (ms <= STRIDE_MS ? 1_000 : stride));
        // The world does not wait for the process: what happens out there happens on the second.
        for (let timer = takeDue(next, true); timer; timer = takeDue(next, true)) {
          now = Math.max(now, timer.due);
          fire(timer);
          await settle();
        }
        now = next;
        await settle();
      }
    },
    offset: () => offset,
    /** Seconds by which the wall clock is ahead of true time. */
    setWall: (seconds: number) => void (offset = seconds),
    /** The clock of one life of the process: its monotonic time begins with it. */
    clockOf: (owner: Owner): Clock => {
      const born = now;
      return {
        now: () => unixSeconds(START + offset + Math.floor(now / 1_000)),
        monotonic: () => 1_000 + now - born,
        after: (ms, run) => at(now + Math.max(0, ms), owner, run),
      };
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export type VirtualTime = ReturnType<typeof createVirtualTime>;
