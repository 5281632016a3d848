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

/** Groups of three, by one kind of mark: a comma that does not group is a decimal comma, and would make 1,5 into 15. */
const WHOLE = /^(?:\d{1,16}|[1-9]\d{0,2}([,\u0020\u00a0\u202f'’_])\d{3}(?:\1\d{3})*)$/;

/**
 * What a person typed as sats, as msat text; undefined when it is no amount. A part of a sat has at most three decimals. "250.000"
 * is none: in half of Europe it means 250,000.
 */
export function satsTyped(text: string): MsatText | undefined {
  const [whole = '', part, ...more] = text.trim().split('.');
  if (more.length > 0 || !WHOLE.test(whole)) return undefined;
  if (part !== undefined && !/^(?:\d{1,3}|\d{3}0)$/.test(part)) return undefined;
  if (part?.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) return undefined;
  const amount = BigInt(whole.replace(/\D/g, '')) * 1_000n + BigInt((part ?? '').slice(0, 3).padEnd(3, '0'));
  return amount > MAX_MSAT ? undefined : msatText(amount);
}

/** Msat text as what a person would type, without loss: "2,000", "0.021"; a fourth decimal keeps "250.0210" from being read as 250,021. */
export function satsToType(msat: string): string {
  const amount = BigInt(msat);
  const whole = groupDigits(amount / 1_000n);
  const part = (amount % 1_000n).toString().padStart(3, '0').replace(/0+$/, '');
  if (part === '') return whole;
  return `${whole}.${part}${part.length === 3 && satsTyped(`${whole}.${part}`) === undefined ? '0' : ''}`;
}

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

/** `local`, `utc`, or the name of a zone: "Europe/Berlin". */
export type ZoneChoice = string;

/** For Intl: a zone the machine no longer knows is shown as UTC rather than taking the screen down. */
export function zoneOf(zone: ZoneChoice): { timeZone?: string } {
  if (zone === 'local') return {};
  try {
    return { timeZone: new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone };
  } catch {
    return { timeZone: 'UTC' };
  }
}

const made = new Map<string, Intl.DateTimeFormat>();

/**
 * Making a formatter takes a hundred times as long as using one, and a screen of rows asks for hundreds each second. The machine's own
 * zone may be changed while the window is open: then its offset is another, and so is the key.
 */
function formatter(
  locale: 'en-GB' | 'en-CA',
  zone: ZoneChoice,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const where = zone === 'local' ? `local ${offsets()}` : zone;
  const key = `${locale} ${where} ${JSON.stringify(options)}`;
  let found = made.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...zoneOf(zone), ...options });
    made.set(key, found);
  }
  return found;
}

/** Of this year's winter and summer: two zones that agree in both agree on every clock a person looks at here. */
function offsets(): string {
  const year = new Date().getFullYear();
  return [0, 6].map((month) => new Date(year, month, 1).getTimezoneOffset()).join();
}

/** "UTC", "CET", "GMT+9": said after a clock that is not this machine's. */
export function zoneWord(zone: ZoneChoice, at: number): string {
  if (zone === 'utc') return 'UTC';
  const parts = formatter('en-GB', zone, { hour: '2-digit', timeZoneName: 'short' }).formatToParts(
    at * 1_000,
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
}

const dayKey = (at: number, zone: ZoneChoice): string =>
  formatter('en-CA', zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at * 1_000);

/** A moment as a person reads it: the clock alone today, with the day this year, with the year before that. */
export function momentWords(at: number, now: number, zone: ZoneChoice, withSeconds: boolean): string {
  const clock = formatter('en-GB', zone, {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
  }).format(at * 1_000);
  const suffix = zone === 'local' ? '' : ` ${zoneWord(zone, at)}`;
  const day = dayKey(at, zone);
  const today = dayKey(now, zone);
  if (day === today) return `${clock}${suffix}`;
  const date = formatter('en-GB', zone, {
    day: 'numeric',
    month: 'short',
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  }).format(at * 1_000);
  return `${date}, ${clock}${suffix}`;
}

/** A moment in full, for the tooltip: local with its offset, then UTC, both to the second. */
export function momentInFull(at: number): string {
  const local = formatter('en-GB', 'local', { dateStyle: 'medium', timeStyle: 'medium' }).format(at * 1_000);
  const offset = formatter('en-GB', 'local', { timeZoneName: 'longOffset', hour: '2-digit' })
    .formatToParts(at * 1_000)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${local} ${offset ?? ''} · ${new Date(at * 1_000).toISOString().replace('.000', '')}`;
}

/** How much of the log the note outside the ledger covers; `entries` are newer than it. */
export const outsideWords = (entries: number): string =>
  entries === 0 ? 'noted outside to the last one' : `newest ${groupDigits(entries)} not yet noted outside`;

export const OUTSIDE_WHY =
  'The newest hash of the log is noted in a file beside the ledger, so that a ledger put back from an older copy is found out.';
