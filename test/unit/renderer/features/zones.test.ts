// Zones by name: found whatever the case, refused when there is none.
import { expect, it } from 'vitest';
import { zoneNames, zoneTyped } from '../../../../renderer/features/settings/zones.ts';

it.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['  europe/berlin ', 'Europe/Berlin'],
  ['America/New York', 'America/New_York'],
])('finds %j as %s', (typed, name) => expect(zoneTyped(typed)).toBe(name));

it.each(['', 'Berlin', 'local', 'Mars/Olympus', '../etc', '+02:00'])('finds no zone for %j', (typed) =>
  expect(zoneTyped(typed)).toBeUndefined(),
);

it('offers only names that are found again', () => {
  for (const name of zoneNames()) expect(zoneTyped(name)).toBe(name);
});
