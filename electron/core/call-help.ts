// What a call takes, in words, read off the contract's own validators: for `npm run ctl -- <call> --help` and for a refusal that names what is missing.
import { z } from 'zod';
import type { CallEntry } from '../../shared/contract/call.ts';

type Schema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
};

const shapes = new WeakMap<CallEntry, Schema>();

/** The shape of a call's arguments. What JSON Schema cannot say is left out, never guessed. */
function shapeOf(entry: CallEntry): Schema {
  let shape = shapes.get(entry);
  if (!shape) {
    shape = z.toJSONSchema(entry.params, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Schema;
    shapes.set(entry, shape);
  }
  return shape;
}

/** Words for the patterns the contract uses; a person reads no regular expression. */
const PATTERN_WORDS: Readonly<Record<string, string>> = {
  '^(0|[1-9]\\d*)$': 'digits, an amount in millisatoshi',
  '^[A-Za-z0-9_-]+$': 'an id: letters, digits, “_” and “-”',
  '^[0-9a-f]{64}$': '64 hexadecimal digits',
  '^0[23][0-9a-f]{64}$': 'a node key: 66 hexadecimal digits',
};

const MAX_DEPTH = 3;

/** “text, 1 to 1000 characters”, “one of: waiting, decided”, “true or false”. */
export function describeValue(schema: Schema, depth = 0): string {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map((option) => describeValue(option, depth + 1)).join(', or ');
  if (schema.enum) return `one of: ${schema.enum.map(String).join(', ')}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  switch (schema.type ?? '') {
    case 'null':
      return 'null';
    case 'boolean':
      return 'true or false';
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'a whole number' : 'a number'}${range(schema.minimum, schema.maximum, '')}`;
    case 'string': {
      const words = schema.pattern === undefined ? undefined : PATTERN_WORDS[schema.pattern];
      return words ?? `text${range(schema.minLength, schema.maxLength, ' characters')}`;
    }
    case 'array': {
      const each = schema.items ? describeValue(schema.items, depth + 1) : 'anything';
      return `a list${range(schema.minItems, schema.maxItems, '')} of: ${each}`;
    }
    case 'object': {
      if (depth >= MAX_DEPTH || !schema.properties) return 'an object';
      const parts = Object.entries(schema.properties).map(
        ([key, value]) => `${key}: ${describeValue(value, depth + 1)}`,
      );
      return `an object with { ${parts.join('; ')} }`;
    }
    default:
      return 'a value';
  }
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  // zod writes a whole number's bounds out even where the contract sets none.
  const low = least === undefined || least <= Number.MIN_SAFE_INTEGER ? undefined : least;
  const high = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most;
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}${unit}`;
  if (low !== undefined) return `, at least ${low}${unit}`;
  return high === undefined ? '' : `, at most ${high}${unit}`;
}

const LEVEL_WORDS: Readonly<Record<CallEntry['level'], string>> = {
  read: 'shows, changes nothing',
  act: 'changes what can be changed back, or makes things safer',
  human: 'needs a person: an unlocked screen and the passphrase, which is asked for',
};

/** Several lines: level, then every key with what it takes. `typed` keys are asked for on the terminal, never written. */
export function callHelp(name: string, entry: CallEntry, typed: readonly string[] = []): string {
  const lines = keyLines(shapeOf(entry), '', typed);
  const takes = lines.length === 0 ? ['  takes no arguments'] : lines;
  return [`${name}: ${entry.level}, ${LEVEL_WORDS[entry.level]}.`, ...takes].join('\n');
}

/** One line a key; the keys of an object under it, by their path. */
function keyLines(schema: Schema, prefix: string, typed: readonly string[]): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const path = prefix + key;
    const optional = schema.required?.includes(key) === true ? '' : ' (may be left out)';
    if (typed.includes(path))
      return [`  ${path.padEnd(24)} asked for on the terminal, never in the arguments`];
    if (value.properties) {
      return [`  ${path.padEnd(24)} an object with${optional}`, ...keyLines(value, `${path}.`, typed)];
    }
    return [`  ${path.padEnd(24)} ${describeValue(value)}${optional}`];
  });
}

const MOST_NAMED = 5;
const LONGEST_PLACE = 60;

/**
 * What is wrong with arguments, place by place: ““reason” is missing (text, 1 to 1000 characters)”. SECURITY: says what was wanted, never what
 * was given; a passphrase may be among it.
 */
export function whatIsWrong(entry: CallEntry, given: unknown, error: z.ZodError): string {
  const shape = shapeOf(entry);
  const said = error.issues.slice(0, MOST_NAMED).map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(shape.properties ?? {});
      const list = known.length === 0 ? 'it takes none' : `there are: ${known.join(', ')}`;
      return `${issue.keys
        .slice(0, MOST_NAMED)
        .map((key) => `“${cut(key)}”`)
        .join(', ')} is no key of it; ${list}`;
    }
    const place = cut(issue.path.map(String).join('.'));
    if (place === '') return 'the arguments are one JSON object';
    const wanted = schemaAt(shape, issue.path);
    const takes = wanted ? ` takes ${describeValue(wanted)}` : ' is not as it has to be';
    return isMissing(given, issue.path) ? `“${place}” is missing: it${takes}` : `“${place}”${takes}`;
  });
  return [...new Set(said)].join('; ');
}

/** Whether there is anything at all at that place. What it is, is not looked at. */
function isMissing(given: unknown, path: readonly PropertyKey[]): boolean {
  let at = given;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return true;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at === undefined;
}

function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  let at: Schema | undefined = schema;
  for (const step of path) {
    const object: Schema | undefined =
      at?.properties || at?.items ? at : (at?.anyOf ?? at?.oneOf)?.find((one) => one.properties ?? one.items);
    at = typeof step === 'number' ? object?.items : own(object?.properties, String(step));
  }
  return at;
}

const own = (properties: Schema['properties'], key: string): Schema | undefined =>
  properties && Object.hasOwn(properties, key) ? properties[key] : undefined;

/** A key is the caller's own text: short, and without what a terminal would obey. */
const cut = (place: string): string => {
  const plain = place.replaceAll(/[\p{Cc}\p{Cf}]/gu, '�');
  return plain.length > LONGEST_PLACE ? `${plain.slice(0, LONGEST_PLACE)}…` : plain;
};
