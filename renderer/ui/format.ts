// Words for figures: sats from msat, durations, moments. Pure; rounding never flatters: costs up, balances down.
import {
  MAX_MSAT,
  msatText,
  satsCeil,
  satsFloor,
  type Msat,
  type MsatText,
} from '../../shared/domain/money.ts';

/** `ceil` for what leaves or is asked for, `floor` for what is held. */
export type Rounding = 'ceil' | 'floor';

/** 1234567n → "1,234,567". A minus sign stays in front. */
export function groupDigits(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Msat (text or bigint) as grouped whole sats, without a unit. */
export function satsFigure(msat: string | bigint, rounding: Rounding = 'ceil'): string {
  const amount = BigInt(msat);
  const size = (amount < 0n ? -amount : amount) as Msat;
  const figure = groupDigits(rounding === 'ceil' ? satsCeil(size) : satsFloor(size));
  return amount < 0n ? `−${figure}` : figure;
}

/** Msat as "250,000 sats", for sentences and labels that are text alone. */
export function satsSentence(msat: string | bigint, rounding: Rounding = 'ceil'): string {
  const figure = satsFigure(msat, rounding);
  return `${figure} ${unitOf(figure)}`;
}

export const unitOf = (figure: string): string => (figure === '1' ? 'sat' : 'sats');

/** SECURITY: of fixed width. A mask as long as the figure tells its magnitude. */
export const AMOUNT_MASK = '•••••';

/** A sentence of the log with its amounts masked: figures, grouped or not, before "sats" or, as in "150,500 over the single limit", "over". */
export const maskAmounts = (sentence: string): string =>
  sentence.replace(/\d[\d,.]*(?=\s?(?:m?sats?|BTC)\b|\sover\b)/g, AMOUNT_MASK);

/** What a person typed as whole sats (groups may be commas, spaces or apostrophes) as msat text; undefined when it is no amount. */
export function satsTyped(text: string): MsatText | undefined {
  const digits = text.trim().replace(/[,\s\u00a0\u202f'’_]/g, '');
  if (!/^\d{1,16}$/.test(digits)) return undefined;
  const amount = BigInt(digits) * 1_000n;
  return amount > MAX_MSAT ? undefined : msatText(amount);
}

/** Msat text as what a person would type: grouped whole sats. */
export const satsToType = (msat: string): string => satsFigure(msat, 'floor');

/** Whole sats as an axis names them: 950, 50k, 1.5M. Never for a figure somebody decides by. */
export function shortSats(sats: number): string {
  const cut = (value: number, unit: string): string =>
    `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)}${unit}`;
  if (sats >= 1_000_000) return cut(sats / 1_000_000, 'M');
  return sats >= 1_000 ? cut(sats / 1_000, 'k') : sats.toString();
}

const STEPS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** Seconds as at most two units: "8 min 12 s", "3 d 4 h", "38 s". Fractions and signs are dropped. */
export function durationWords(seconds: number): string {
  let rest = Math.floor(Math.abs(seconds));
  if (rest === 0) return '0 s';
  const words: string[] = [];
  for (const [size, unit] of STEPS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(`${count} ${unit}`);
    else if (words.length > 0) break;
    if (words.length === 2) break;
  }
  return words.join(' ');
}

/** "1 min 48 s ago", "in 8 min 12 s", "now". */
export function relativeWords(at: number, now: number): string {
  const seconds = at - now;
  if (Math.abs(seconds) < 1) return 'now';
  return seconds < 0 ? `${durationWords(seconds)} ago` : `in ${durationWords(seconds)}`;
}

/** Seconds left as a clock: "8:12", "1:02:05"; never below "0:00". */
export function countdownFigure(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => value.toString().padStart(2, '0');
  const minutes = Math.floor(left / 60) % 60;
  const hours = Math.floor(left / 3_600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}

export type ZoneChoice = 'local' | 'utc';

const zoneOf = (zone: ZoneChoice): { timeZone?: string } => (zone === 'utc' ? { timeZone: 'UTC' } : {});

const dayKey = (at: number, zone: ZoneChoice): string =>
  new Intl.DateTimeFormat('en-CA', {
    ...zoneOf(zone),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at * 1_000);

/** A moment as a person reads it: the clock alone today, with the day this year, with the year before that. */
export function momentWords(at: number, now: number, zone: ZoneChoice, withSeconds: boolean): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...zoneOf(zone),
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
  }).format(at * 1_000);
  const suffix = zone === 'utc' ? ' UTC' : '';
  const day = dayKey(at, zone);
  const today = dayKey(now, zone);
  if (day === today) return `${clock}${suffix}`;
  const date = new Intl.DateTimeFormat('en-GB', {
    ...zoneOf(zone),
    day: 'numeric',
    month: 'short',
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  }).format(at * 1_000);
  return `${date}, ${clock}${suffix}`;
}

/** A moment in full, for the tooltip: local with its offset, then UTC, both to the second. */
export function momentInFull(at: number): string {
  const local = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(at * 1_000);
  const offset = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'longOffset', hour: '2-digit' })
    .formatToParts(at * 1_000)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${local} ${offset ?? ''} · ${new Date(at * 1_000).toISOString().replace('.000', '')}`;
}
