// True time of one scenario: real time plus what was skipped. The wallet under test may be told another time; books and transcript go by this.

export type WorldClock = {
  /** Milliseconds since 1970. */
  readonly ms: () => number;
  /** Whole unix seconds. */
  readonly seconds: () => number;
  /** Milliseconds that passed without being waited for. */
  readonly skipped: () => number;
  readonly skip: (ms: number) => void;
};

/** `startAt` in unix seconds lets a scenario begin on a day of its own choice, a daylight-saving day for example. */
export function createWorldClock(startAt?: number): WorldClock {
  let skipped = startAt === undefined ? 0 : startAt * 1_000 - Date.now();
  return {
    ms: () => Date.now() + skipped,
    seconds: () => Math.floor((Date.now() + skipped) / 1_000),
    skipped: () => skipped,
    skip: (ms) => void (skipped += ms),
  };
}
