// Call kinds: arguments made from the contract's own schemas, fitting or spoilt in every way, with the refusals each may get.
import { z } from 'zod';
import type { CallEntry } from '../../shared/contract/call.ts';
import { contract } from '../../shared/contract/contract.ts';
import { hostileRecord, hostileValue, mutated } from './hostile-values.ts';
import type { Chance } from './random.ts';

const NAMES = Object.keys(contract);
/** Well-formed, these change what the core is, derive a key each, or reach for other machines. They are sent malformed only. */
const ONLY_MALFORMED =
  /^vault\.(create|unlock|lock|confirmPresence)$|^app\.(explorePractice|setUpFleet)$|^setup\.|^treasury\.setChainSource$/;
const BAD: readonly string[] = ['bad_arguments'];

type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};

const schemas = new Map(
  NAMES.map((name) => [
    name,
    z.toJSONSchema((contract as Readonly<Record<string, CallEntry>>)[name]?.params ?? z.never(), {
      io: 'input',
      unrepresentable: 'any',
    }) as Schema,
  ]),
);

/** Something the contract's own schema takes; ids are those the ledger really has, most of the time. */
function fitting(chance: Chance, schema: Schema, ids: readonly string[]): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return chance.pick(schema.enum);
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways) return fitting(chance, chance.pick(ways), ids);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) === true || chance.once(2))
          .map(([name, inner]) => [name, fitting(chance, inner, ids)]),
      );
    case 'array': {
      const least = schema.minItems ?? 0;
      const length = least + chance.int(Math.min(4, (schema.maxItems ?? 4) - least) + 1);
      return Array.from({ length }, () => fitting(chance, schema.items ?? {}, ids));
    }
    case 'integer':
    case 'number': {
      const from = schema.minimum ?? 0;
      const to = schema.maximum ?? 1_000_000;
      return chance.pick([from, to, from + chance.int(Math.min(to - from, 2 ** 31) + 1)]);
    }
    case 'boolean':
      return chance.once(2);
    case 'null':
      return null;
    case 'string':
      return fittingText(chance, schema, ids);
    case undefined:
    default:
      return hostileValue(chance);
  }
}

function fittingText(
  chance: Chance,
  { pattern = '', minLength = 0, maxLength = 60 }: Schema,
  ids: readonly string[],
): string {
  if (pattern.includes('0[23]')) return `0${chance.pick(['2', '3'])}${chance.hex(32)}`;
  if (pattern.includes('{64}')) return chance.hex(32);
  if (pattern.includes('A-Za-z0-9_-'))
    return chance.once(4) || ids.length === 0 ? `x${chance.int(99)}` : chance.pick(ids);
  if (pattern.startsWith('^(0|'))
    return chance.pick(['0', '1', '1000', '250000', '2100000000000000000', String(chance.int(1e9))]);
  if (pattern.startsWith('^[a-z]')) return chance.pick(['agents', 'spends', 'timeline', 'x-y']);
  const length = Math.min(maxLength, Math.max(minLength, chance.int(40)));
  return chance.once(3)
    ? `a${chance.text(Math.max(0, length - 1)).slice(0, maxLength - 1)}`
    : 'because of a test'.slice(0, maxLength);
}

export type Case = {
  readonly name: unknown;
  readonly params: unknown;
  readonly allowed: readonly string[] | 'any';
};
type Maker = (chance: Chance, ids: readonly string[]) => Case;

const anyName = (chance: Chance): string => chance.pick(NAMES);
const harmless = NAMES.filter((name) => !ONLY_MALFORMED.test(name));
const schemaOf = (name: string): Schema => schemas.get(name) ?? {};
const maxBytesOf = (name: string): number =>
  (contract as Readonly<Record<string, CallEntry>>)[name]?.maxBytes ?? 0;

export const KINDS: Readonly<Record<string, Maker>> = {
  fitting: (chance, ids) => {
    const name = chance.pick(harmless);
    return { name, params: fitting(chance, schemaOf(name), ids), allowed: 'any' };
  },
  mutated: (chance, ids) => {
    const name = chance.pick(harmless);
    return { name, params: mutated(chance, fitting(chance, schemaOf(name), ids)), allowed: 'any' };
  },
  'another call’s arguments': (chance, ids) => {
    const name = chance.pick(harmless);
    return { name, params: fitting(chance, schemaOf(chance.pick(NAMES)), ids), allowed: 'any' };
  },
  'one key too many': (chance, ids) => {
    const name = anyName(chance);
    const params = fitting(chance, schemaOf(name), ids);
    const extra = chance.pick(['__proto__', 'constructor', 'toString', 'extra', 'then']);
    const text = `${JSON.stringify(params).slice(0, -1)}${JSON.stringify(params) === '{}' ? '' : ','}${JSON.stringify(extra)}:{"polluted":1}}`;
    return { name, params: JSON.parse(text), allowed: BAD };
  },
  'unknown name': (chance, ids) => ({
    name: chance.pick<unknown>([
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'agents',
      'agents.list ',
      'AGENTS.LIST',
      '',
      'a'.repeat(100_000),
      null,
      undefined,
      1,
      {},
      [],
      ['agents.list'],
      { toString: () => 'agents.list' },
      Symbol('agents.list'),
      chance.text(10),
    ]),
    params: fitting(chance, schemaOf(anyName(chance)), ids),
    allowed: ['unknown_call'],
  }),
  'too large': (chance, ids) => {
    const name = anyName(chance);
    const huge = 'x'.repeat(maxBytesOf(name) + 1);
    const params = fitting(chance, schemaOf(name), ids) as object;
    return {
      name,
      params: chance.pick<unknown>([
        huge,
        [huge],
        { ...params, reason: huge },
        Array(maxBytesOf(name)).fill(0),
        { [huge]: 1 },
      ]),
      allowed: ['too_large'],
    };
  },
  'too deep': (chance) => {
    let params: unknown = 1;
    for (let level = 0; level < chance.pick([40, 5_000]); level += 1)
      params = chance.once(2) ? [params] : { a: params };
    return { name: anyName(chance), params, allowed: ['too_large'] };
  },
  'not JSON': (chance) => {
    const cycle: Record<string, unknown> = {};
    cycle['again'] = cycle;
    return {
      name: anyName(chance),
      params: chance.pick<unknown>([
        cycle,
        { a: 1n },
        { a: () => 1 },
        { a: Symbol('a') },
        new Map([[1, 2]]),
        new Date(0),
        { a: new Uint8Array(4) },
        { a: Number.NaN },
        { a: Number.POSITIVE_INFINITY },
        Object.create({ reason: 'inherited' }),
        new Proxy(new Map(), {}),
        Promise.resolve({}),
      ]),
      allowed: ['too_large'],
    };
  },
  anything: (chance) => ({
    name: chance.pick(harmless),
    params: chance.once(2) ? hostileValue(chance) : hostileRecord(chance),
    allowed: 'any',
  }),
};

export const CALL_KINDS = Object.keys(KINDS);
