// Hostile values: what a careless or malicious caller puts where a number, a text or an object is expected, and mutations of whole trees.
import type { Chance } from './random.ts';

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  999,
  1_000,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 63,
  1e21,
  1e308,
  -1e308,
  5e-324,
  253_402_300_799,
  253_402_300_800,
] as const;
const TEXTS = [
  '',
  ' ',
  '0',
  '-0',
  '00',
  '01',
  '1',
  '1.0',
  '1e3',
  '0x10',
  '１２',
  'NaN',
  'null',
  'undefined',
  'true',
  '\u0000',
  '9'.repeat(19),
  '9'.repeat(400),
  '2100000000000000000',
  '2100000000000000001',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '${7*7}',
  "'; DROP TABLE spends; --",
  '\u202eevil',
  '\ud800',
  '漢'.repeat(300),
  'a'.repeat(5_000),
] as const;
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  '',
] as const;

/** A value of any JSON type, often at an edge. */
export function hostileValue(chance: Chance, depth = 0): unknown {
  switch (chance.int(depth > 3 ? 5 : 8)) {
    case 0:
      return chance.pick(NUMBERS);
    case 1:
      return chance.pick(TEXTS);
    case 2:
      return chance.pick([true, false, null]);
    case 3:
      return chance.text(chance.int(40));
    case 4:
      return chance.int(1_000_000);
    case 5:
      return Array.from({ length: chance.int(5) }, () => hostileValue(chance, depth + 1));
    case 6:
      return hostileRecord(chance, depth + 1);
    default:
      return nested(chance.pick([5, 33, 200]), chance.once(2));
  }
}

/** An object whose keys may be names of the prototype, as own properties: what JSON.parse makes of such text. */
export function hostileRecord(chance: Chance, depth = 0): Record<string, unknown> {
  const entries = Array.from({ length: chance.int(4) + 1 }, () => [
    chance.once(2) ? chance.pick(KEYS) : chance.text(chance.int(8) + 1),
    hostileValue(chance, depth + 1),
  ]);
  return JSON.parse(
    `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`,
  ) as Record<string, unknown>;
}

function nested(depth: number, asList: boolean): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = asList ? [value] : { a: value };
  return value;
}

/** The tree with one to three changes: a value replaced, a key added, removed or doubled, two values exchanged. */
export function mutated(chance: Chance, tree: unknown): unknown {
  let value: unknown = structuredClone(tree);
  for (let change = 0; change <= chance.int(3); change += 1) value = changedOnce(chance, value);
  return value;
}

function changedOnce(chance: Chance, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || chance.once(8)) return hostileValue(chance);
  const keys = Object.keys(value);
  if (Array.isArray(value)) {
    const at = chance.int(value.length + 1);
    return chance.once(3)
      ? [...(value as unknown[]).slice(0, at), hostileValue(chance), ...(value as unknown[]).slice(at)]
      : (value as unknown[]).map((item, index) => (index === at ? changedOnce(chance, item) : item));
  }
  const record = { ...(value as Record<string, unknown>) };
  const key = keys.length > 0 ? chance.pick(keys) : 'x';
  switch (chance.int(6)) {
    case 0:
      delete record[key];
      return record;
    case 1:
      return { ...record, ...hostileRecord(chance) };
    case 2:
      record[key] = hostileValue(chance);
      return record;
    case 3: {
      const other = keys.length > 0 ? chance.pick(keys) : 'x';
      return { ...record, [key]: record[other], [other]: record[key] };
    }
    default:
      record[key] = changedOnce(chance, record[key]);
      return record;
  }
}
