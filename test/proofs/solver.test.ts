// The solver itself: its library lets a thread compute in a context that must not be touched meanwhile.
import { expect, it } from 'vitest';
import { solverForTests } from './solver.ts';

const use = solverForTests();

it('refuses a second check beside the first', async () => {
  const { num, value, possible } = use();
  const first = possible([num('x').gt(value(1))]);
  await expect(possible([num('y').gt(value(1))])).rejects.toThrow('one check at a time');
  expect(await first).toBe(true);
  expect(await possible([num('y').gt(value(1))])).toBe(true);
});
