// Entry body: the hashed text of an entry as lines a person can read. Pure; an entry that cannot be read is shown as it is.
import { RULES, type RuleName } from '../../../shared/domain/decision.ts';
import { parseMsat, type MsatText } from '../../../shared/domain/money.ts';

export type BodyLine =
  | { readonly kind: 'amount'; readonly label: string; readonly msat: MsatText }
  /** Somebody else may have written it: draw it fenced. */
  | { readonly kind: 'text'; readonly label: string; readonly text: string }
  | { readonly kind: 'data'; readonly label: string; readonly text: string };

export type BodyRule = {
  readonly rule: RuleName;
  readonly verdict: 'allow' | 'hold' | 'refuse';
  readonly unit: string;
  readonly measured: string | null;
  readonly limit: string | null;
};

export type EntryBody = { readonly lines: readonly BodyLine[]; readonly rules: readonly BodyRule[] };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** "feeLimitMsat" → "fee limit". */
export const keyWords = (key: string): string =>
  key
    .replace(/Msat$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();

const digitsOrNull = (value: unknown): string | null =>
  typeof value === 'string' && /^\d{1,19}$/.test(value) ? value : null;

function ruleOf(value: unknown): BodyRule | null {
  if (!isRecord(value)) return null;
  const rule = RULES.find((name) => name === value['rule']);
  const verdict = (['allow', 'hold', 'refuse'] as const).find((word) => word === value['verdict']);
  if (rule === undefined || verdict === undefined) return null;
  return {
    rule,
    verdict,
    unit: typeof value['unit'] === 'string' ? value['unit'] : 'none',
    measured: digitsOrNull(value['measured']),
    limit: digitsOrNull(value['limit']),
  };
}

function lineOf(key: string, value: unknown): BodyLine {
  const label = keyWords(key);
  const msat = key.endsWith('Msat') ? parseMsat(value) : undefined;
  if (msat !== undefined) return { kind: 'amount', label, msat: msat.toString() as MsatText };
  return typeof value === 'string'
    ? { kind: 'text', label, text: value }
    : { kind: 'data', label, text: value === null ? 'none' : JSON.stringify(value, null, 1) };
}

/** Reads the body out of an entry's canonical text. */
export function entryBody(canonical: string): EntryBody {
  let entry: unknown;
  try {
    entry = JSON.parse(canonical);
  } catch {
    return { lines: [], rules: [] };
  }
  const body = isRecord(entry) && isRecord(entry['body']) ? entry['body'] : {};
  const listed = Array.isArray(body['rules']) ? body['rules'].map(ruleOf) : [];
  const rules = listed.filter((rule) => rule !== null);
  const readable = listed.length > 0 && rules.length === listed.length;
  return {
    lines: Object.entries(body)
      .filter(([key]) => !(readable && key === 'rules'))
      .map(([key, value]) => lineOf(key, value)),
    rules: readable ? rules : [],
  };
}
