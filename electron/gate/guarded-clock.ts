// Guarded clock: the time the ledger goes by. Back: the highest time ever seen is used. By more than five minutes against monotonic
// time, either way: in doubt until a person confirms. What a start finds on the wall is kept only once the chain or a person has
// vouched for it. Rule: docs/gate.md, section 5.
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';
import type { Clock } from '../store/clock.ts';

/** Between wall and monotonic time, either way: more is no correction of a clock but another clock. */
const TOLERANCE_SECONDS = 300;

export type GuardedClock = {
  /** Never runs backwards, never jumps forward: while in doubt it goes on from the last trusted time by monotonic time. */
  readonly now: () => UnixSeconds;
  readonly inDoubt: () => boolean;
  /** Persists the highest time seen, once it is vouched for; inside the caller's transaction. */
  readonly persist: () => void;
  /** The chain does not contradict the wall that this start found. */
  readonly vouch: () => void;
  /** It is later than this, whatever the wall says. When the wall says less it is wrong. */
  readonly notBefore: (earliest: UnixSeconds) => void;
  /** false until the chain or a person has vouched: nothing may be forgotten by this time. */
  readonly isVouchedFor: () => boolean;
  /** A person compared the clock with another: the wall time is right. */
  readonly confirm: () => void;
};

/** `onDoubt`: called in the moment in which a jump is seen. */
export function createGuardedClock(database: Database, clock: Clock, onDoubt: () => void): GuardedClock {
  const read = database.prepare<{ value: string }>(`SELECT value FROM meta WHERE name = 'highest_time'`);
  const write = database.prepare(
    `INSERT INTO meta (name, value) VALUES ('highest_time', ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER)`,
  );
  let baseWall = clock.now();
  let baseMonotonic = clock.monotonic();
  const kept = Number(read.get()?.value ?? 0);
  let highest = unixSeconds(Math.max(kept, baseWall));
  let doubt = false;
  // SECURITY: a machine that starts with its clock a day ahead would push every payment of the last day out of the window, for good.
  let vouchedFor = baseWall <= kept + TOLERANCE_SECONDS;
  /** What `highest` was at `baseMonotonic`. */
  let base = highest;
  let startsFarBehind = kept - baseWall > TOLERANCE_SECONDS;
  /** What the chain proves, reckoned back to `baseMonotonic`; never kept, for a person may know better. */
  let floor = 0;
  let persisted = -1;

  const passed = (): number => Math.floor((clock.monotonic() - baseMonotonic) / 1_000);

  const now = (): UnixSeconds => {
    const wall = clock.now();
    const jumped = wall - baseWall - passed();
    if (!doubt && (Math.abs(jumped) > TOLERANCE_SECONDS || startsFarBehind)) {
      doubt = true;
      onDoubt();
    }
    // SECURITY: were time to stand still until a wall far behind has caught up, all that settles meanwhile would bear one old second, and
    // leave the window at once when the clock is put right.
    highest = unixSeconds(Math.max(highest, doubt ? base + passed() : wall));
    return unixSeconds(Math.max(highest, floor === 0 ? 0 : floor + passed()));
  };

  return {
    now,
    inDoubt: () => {
      now();
      return doubt;
    },
    persist: () => {
      now();
      // Once a second is enough: the same second written again says nothing new.
      if (vouchedFor && highest > persisted) write.run(String((persisted = highest)));
    },
    vouch: () => void (vouchedFor = true),
    notBefore: (earliest) => {
      if (now() >= earliest) return;
      floor = earliest - passed();
      if (doubt) return;
      doubt = true;
      onDoubt();
    },
    isVouchedFor: () => vouchedFor && !doubt,
    confirm: () => {
      baseWall = clock.now();
      baseMonotonic = clock.monotonic();
      doubt = false;
      // What nobody vouched for has stamped no payment, and does not stay.
      highest = unixSeconds(Math.max(vouchedFor ? highest : kept, baseWall));
      base = highest;
      startsFarBehind = false;
      floor = 0;
      vouchedFor = true;
    },
  };
}
