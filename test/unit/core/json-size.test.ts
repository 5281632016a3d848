// Size of arguments: what is within the bound, and that nothing hostile costs more than the bound.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSize } from '../../../electron/core/json-size.ts';

const BOUND = 16_384;

describe('jsonSize', () => {
  it('is what JSON.stringify would take, for every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(jsonSize(value, 1_000_000)).toBe(Buffer.byteLength(JSON.stringify(value), 'utf8'));
      }),
    );
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  let deep: unknown = {};
  for (let level = 0; level < 10_000; level += 1) deep = { deep };

  it.each<[string, unknown]>([
    ['ten megabytes in one string', 'a'.repeat(10_000_000)],
    ['quotes that are within the bound until they are escaped', '"'.repeat(10_000)],
    ['ten megabytes in a key', { ['k'.repeat(10_000_000)]: 1 }],
    ['a million small items', Array(1_000_000).fill(0)],
    ['a million empty lists in one', Array(1_000_000).fill([])],
    ['a sparse list that claims four billion items', Object.assign([], { length: 4_294_967_295 })],
    ['a cycle', cyclic],
    ['ten thousand levels', deep],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a symbol', Symbol('s')],
    ['not a number', Number.NaN],
    ['an infinite number', Number.POSITIVE_INFINITY],
    ['a class instance', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['bytes', new Uint8Array(4)],
  ])('refuses %s, and soon', (_what, value) => {
    const begun = performance.now();
    expect(jsonSize(value, BOUND)).toBe(Number.POSITIVE_INFINITY);
    expect(performance.now() - begun).toBeLessThan(100);
  });

  it('takes a missing argument as nothing', () => {
    expect(jsonSize(undefined, BOUND)).toBe(0);
  });

  it('never answers a number above the bound', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(200), (value, bound) => {
        const size = jsonSize(value, bound);
        expect(size <= bound || size === Number.POSITIVE_INFINITY).toBe(true);
      }),
    );
  });
});
