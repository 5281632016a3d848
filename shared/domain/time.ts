// Time: unix seconds, UTC, as everything the product stores; the wall clock itself is an argument (see electron/store/clock.ts).

declare const brand: unique symbol;

/** Whole seconds since 1970-01-01T00:00:00Z. */
export type UnixSeconds = number & { readonly [brand]: 'UnixSeconds' };

export const unixSeconds = (value: number): UnixSeconds => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a unix time: ${value}`);
  return value as UnixSeconds;
};

export const plusSeconds = (at: UnixSeconds, seconds: number): UnixSeconds => unixSeconds(at + seconds);

/** The rolling window every daily limit is measured over, in seconds. A calendar day would let twice the limit leave around midnight. */
export const WINDOW_SECONDS = 86_400;
