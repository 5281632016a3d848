// Preferences over the real `conf`: kept, completed, and a bad file set aside instead of wiped.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createConfBacking } from '../../../electron/settings/conf-backing.ts';
import { createPreferences, DEFAULT_PREFERENCES } from '../../../electron/settings/preferences.ts';
import { createFakeClock, START } from '../../support/fake-clock.ts';
import { scratchFolder } from '../../support/scratch.ts';

const preferencesIn = (folder: string) =>
  createPreferences(createConfBacking({ folder, clock: createFakeClock() }));

test('starts with defaults and writes nothing until something is set', () => {
  const folder = scratchFolder();
  const preferences = preferencesIn(folder);
  expect(preferences.get()).toEqual(DEFAULT_PREFERENCES);
  expect(preferences.problem()).toBe(null);
  expect(readdirSync(folder)).toEqual([]);
});

test('keeps what was set over a restart, in a private file', () => {
  const folder = scratchFolder();
  expect(preferencesIn(folder).set({ theme: 'dark', lockAfterMinutes: 3 })).toEqual({
    ...DEFAULT_PREFERENCES,
    theme: 'dark',
    lockAfterMinutes: 3,
  });
  expect(preferencesIn(folder).get()).toMatchObject({
    theme: 'dark',
    lockAfterMinutes: 3,
    timeZone: 'local',
  });
  expect(statSync(join(folder, 'settings.json')).mode & 0o777).toBe(0o600);
});

test('completes a file of an older version with defaults', () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'settings.json'), '{"hideBalances":true}');
  const preferences = preferencesIn(folder);
  expect(preferences.get()).toEqual({ ...DEFAULT_PREFERENCES, hideBalances: true });
  expect(preferences.problem()).toBe(null);
});

test('leaves alone what a patch names as undefined', () => {
  const preferences = preferencesIn(scratchFolder());
  preferences.set({ theme: 'light' });
  expect(preferences.set({ theme: undefined, density: 'compact' })).toMatchObject({
    theme: 'light',
    density: 'compact',
  });
});

test.each([
  ['no JSON', '{"theme":'],
  ['empty', ''],
  ['binary', '\u0000\u0001\ufffd'],
  ['a list', '[1,2]'],
  ['a text', '"dark"'],
  ['another program’s', '{"telemetry":true}'],
  ['of a wrong type', '{"theme":7}'],
  ['out of range', '{"lockAfterMinutes":0}'],
  ['poisoned', '{"__proto__":{"theme":"dark"},"constructor":1}'],
])('keeps a settings file that is %s beside, and runs with defaults', (_, content) => {
  const folder = scratchFolder();
  const path = join(folder, 'settings.json');
  writeFileSync(path, content);
  const preferences = preferencesIn(folder);
  expect(preferences.get()).toEqual(DEFAULT_PREFERENCES);
  expect(preferences.problem()).toContain(`settings.json.bad-${START}`);
  expect(readFileSync(`${path}.bad-${START}`, 'utf8')).toBe(content);
  expect(existsSync(path)).toBe(false);
  preferences.set({ density: 'compact' });
  expect(preferences.problem()).toBe(null);
  expect(preferencesIn(folder).get().density).toBe('compact');
});

test('keeps two bad files of the same second apart', () => {
  const folder = scratchFolder();
  const path = join(folder, 'settings.json');
  for (const content of ['one', 'two']) {
    writeFileSync(path, content);
    preferencesIn(folder);
  }
  const kept = readdirSync(folder).toSorted();
  expect(kept).toEqual([`settings.json.bad-${START}`, `settings.json.bad-${START}-1`]);
  expect(kept.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['one', 'two']);
});

test('holds a setting for the session and says so when it cannot be saved', () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'settings.json'));
  const preferences = preferencesIn(folder);
  expect(preferences.problem()).toContain('could not be used');
  expect(preferences.set({ theme: 'dark' }).theme).toBe('dark');
  expect(preferences.get().theme).toBe('dark');
  expect(preferences.problem()).toContain('could not be saved');
});
