// How near a use is to its limit, in ten-thousandths, reserved included. Exact up to the last step.

type Usage = {
  readonly usedMsat: string;
  readonly reservedMsat: string;
  readonly limitMsat: string | null;
};

/** 10,000 is the limit; -1 without one. A limit of zero is reached by any use. */
export function nearness({ usedMsat, reservedMsat, limitMsat }: Usage): number {
  if (limitMsat === null) return -1;
  const used = BigInt(usedMsat) + BigInt(reservedMsat);
  const limit = BigInt(limitMsat);
  if (limit === 0n) return used === 0n ? 0 : Number.MAX_VALUE;
  return Number((used * 10_000n) / limit);
}
