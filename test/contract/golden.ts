// Golden: lnd's own answers, recorded once and kept in test/fixtures/lnd. What a world answers is held to their shape: the same fields, of
// the same kind, empty where lnd's are empty; enumerations and refusals to the letter. Numbers, times and identities may differ.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isKnown } from './known-differences.ts';
import type { Refusal, World } from './fixture.ts';

const FOLDER = new URL('../fixtures/lnd/', import.meta.url);
const RECORDING = process.env['PORTCULLIS_LAB_RECORD'] === '1';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Bytes = { readonly bytes: string };

export type Golden = {
  /** Differences between this answer and lnd's under that name, less those that are known; empty when it is held. */
  readonly answer: (name: string, answer: unknown) => readonly string[];
  readonly refusal: (name: string, refusal: Refusal) => readonly string[];
  /** Writes what was recorded. */
  readonly keep: () => void;
};

const read = (file: string): Record<string, Json> =>
  existsSync(new URL(file, FOLDER))
    ? (JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Record<string, Json>)
    : {};

export function openGolden(kind: World['kind']): Golden {
  const answers = read('answers.json');
  const refusals = read('refusals.json');
  const records = RECORDING && kind === 'lnd';
  const known = (name: string, found: readonly string[]): readonly string[] =>
    kind === 'lnd' ? found : found.filter((difference) => !isKnown(`${name}${difference}`));
  return {
    answer: (name, given) => {
      const json = plain(given);
      if (records) answers[name] = json;
      const golden = answers[name];
      return golden === undefined ? [`${name} was never recorded`] : known(name, compare(golden, json, ''));
    },
    refusal: (name, { code, details }) => {
      const json = { code, details: masked(details) };
      if (records) refusals[name] = json;
      const golden = refusals[name];
      if (golden === undefined) return [`${name} was never recorded`];
      const same = JSON.stringify(golden) === JSON.stringify(json);
      return known(name, same ? [] : [`: lnd says ${JSON.stringify(golden)}, this ${JSON.stringify(json)}`]);
    },
    keep: () => {
      if (!records) return;
      for (const [file, rows] of [
        ['answers.json', answers],
        ['refusals.json', refusals],
      ] as const) {
        const sorted = Object.fromEntries(Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1)));
        writeFileSync(fileURLToPath(new URL(file, FOLDER)), `${JSON.stringify(sorted, null, 2)}\n`);
      }
    },
  };
}

/** Bytes as `{ bytes: hex }`, everything else as it is. */
function plain(value: unknown): Json {
  if (Buffer.isBuffer(value)) return { bytes: value.toString('hex') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  if (value === undefined) return null;
  return value as Json;
}

/** What differs between two runs of the same lnd: amounts, heights, times, keys. */
const masked = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+\d{4} \w+/g, '‹time›')
    .replace(/\b[0-9a-f]{16,}\b/g, '‹hex›')
    .replace(/\d+/g, '‹n›');

const isBytes = (value: Json): value is Bytes =>
  typeof value === 'object' && value !== null && Object.keys(value).join() === 'bytes';
/** Keys that are data: feature bits, records, methods. */
const isMap = (value: object): boolean => Object.keys(value).some((key) => !/^[a-z]\w*$/i.test(key));

function kindOf(value: Json): string {
  if (value === null) return 'nothing';
  // Longer ones are backups and raw transactions, whose length is that of what is in them.
  if (isBytes(value)) return value.bytes.length > 140 ? 'many bytes' : `${value.bytes.length / 2} bytes`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'number') return value === 0 ? 'zero' : 'a number';
  if (typeof value !== 'string') return typeof value === 'object' ? 'a message' : 'a flag';
  if (value === '') return 'an empty text';
  if (/^-?\d+$/.test(value) && value.length < 25) return /^-?0$/.test(value) ? '“0”' : 'a number as text';
  if (/^[0-9a-f]{64}$|^0[23][0-9a-f]{64}$/.test(value)) return `hex of ${value.length / 2} bytes`;
  return /^[A-Z][A-Z0-9_]{3,}$/.test(value) ? value : 'a text';
}

/** What `got` lacks, has beyond, or has otherwise, each as a path. */
function compare(golden: Json, got: Json, path: string): readonly string[] {
  const [wanted, is] = [kindOf(golden), kindOf(got)];
  if (wanted !== is) return [`${path}: lnd gives ${wanted}, this ${is}`];
  if (Array.isArray(golden) && Array.isArray(got))
    return golden.length > 0 && got.length > 0 ? compare(golden[0] as Json, got[0] as Json, `${path}[]`) : [];
  if (wanted !== 'a message') return [];
  const [left, right] = [golden, got] as readonly [Record<string, Json>, Record<string, Json>];
  if (isMap(left) || isMap(right)) {
    const [first, second] = [Object.values(left)[0], Object.values(right)[0]];
    return first === undefined || second === undefined ? [] : compare(first, second, `${path}{}`);
  }
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.flatMap((name) =>
    name in left && name in right
      ? compare(left[name] as Json, right[name] as Json, `${path}.${name}`)
      : [`${path}.${name}: ${name in left ? 'missing here' : 'lnd has none'}`],
  );
}
