// Gauge geometry: shares of a limit and the shapes that show them. Pure; the drawing is in Gauge.tsx.

/** Marks by which an operator is warned, in basis points of the limit (75 % and 90 %). */
export const MARKS = { warn: 7_500, danger: 9_000 } as const;
const FULL = 10_000;

/** `calm` below 75 %, `warn` from 75 %, `danger` from 90 %, `over` past the limit, `unlimited` without one. */
export type GaugeLevel = 'calm' | 'warn' | 'danger' | 'over' | 'unlimited';

export type GaugeShares = {
  readonly level: GaugeLevel;
  /** Basis points of the limit, not clamped: 14,740 is 147.4 %. */
  readonly used: number;
  readonly reserved: number;
  /** Of the used part, rounded down so that 100 % is never said too early; null without a limit. */
  readonly percent: number | null;
};

/** Anything above this many times the limit is drawn and said the same; it also keeps the numbers exact. */
const CEILING = 99_999_999n;

const basisPoints = (part: bigint, limit: bigint): number => {
  if (limit <= 0n) return part > 0n ? Number(CEILING) : 0;
  const points = (part * BigInt(FULL)) / limit;
  return Number(points > CEILING ? CEILING : points);
};

/** Used and reserved against a limit, all in msat text. A limit of zero with any use is over. */
export function gaugeShares(usedMsat: string, reservedMsat: string, limitMsat: string | null): GaugeShares {
  const used = BigInt(usedMsat);
  const reserved = BigInt(reservedMsat);
  if (limitMsat === null) return { level: 'unlimited', used: 0, reserved: 0, percent: null };
  const limit = BigInt(limitMsat);
  const usedPoints = basisPoints(used, limit);
  const level =
    used + reserved > limit
      ? 'over'
      : usedPoints >= MARKS.danger
        ? 'danger'
        : usedPoints >= MARKS.warn
          ? 'warn'
          : 'calm';
  return {
    level,
    used: usedPoints,
    reserved: basisPoints(reserved, limit),
    percent: Math.floor(usedPoints / 100),
  };
}

export type Segment = { readonly from: number; readonly to: number };
export type Bar = {
  readonly used: Segment;
  readonly reserved: Segment;
  /** Where the limit stands, 0 to 1: below 1 when the fill runs past it. */
  readonly limitAt: number;
};

/** Where the limit mark may move to at most: a fill of many times the limit still shows some of the track. */
const LEFTMOST_LIMIT = 0.3;

/** The parts of a bar, as shares of its length. Past the limit the scale shrinks so that the end shows the overrun. */
export function barParts({ used, reserved }: GaugeShares): Bar {
  const total = used + reserved;
  const limitAt = total <= FULL ? 1 : Math.max(LEFTMOST_LIMIT, FULL / total);
  const scale = total <= FULL ? 1 / FULL : 1 / total;
  const middle = Math.min(1, used * scale);
  return {
    used: { from: 0, to: middle },
    reserved: { from: middle, to: Math.min(1, total * scale) },
    limitAt,
  };
}

/** How far past the end of the half circle an overrun is drawn, in degrees. */
export const MAX_OVERRUN_DEGREES = 24;

export type Arc = {
  /** Degrees from the left end of the half circle; 180 is the limit. */
  readonly used: Segment;
  readonly reserved: Segment;
};

/** The parts of a half-circle arc in degrees; past the limit it goes on below the right end. */
export function arcParts({ used, reserved }: GaugeShares): Arc {
  const degrees = (points: number): number => Math.min(180 + MAX_OVERRUN_DEGREES, (points / FULL) * 180);
  const middle = degrees(used);
  return { used: { from: 0, to: middle }, reserved: { from: middle, to: degrees(used + reserved) } };
}

const point = (cx: number, cy: number, radius: number, degrees: number): string => {
  const angle = Math.PI - (degrees * Math.PI) / 180;
  return `${(cx + radius * Math.cos(angle)).toFixed(2)} ${(cy - radius * Math.sin(angle)).toFixed(2)}`;
};

/** An SVG path along a circle, clockwise from the left end; empty when the segment is. */
export function arcPath(cx: number, cy: number, radius: number, { from, to }: Segment): string {
  if (to - from < 0.05) return '';
  const large = to - from > 180 ? 1 : 0;
  return `M ${point(cx, cy, radius, from)} A ${radius} ${radius} 0 ${large} 1 ${point(cx, cy, radius, to)}`;
}
