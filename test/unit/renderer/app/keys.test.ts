// Keys: letters move or do the safe thing, acts want Ctrl, and nothing is heard while a person types.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capsOf, COMMANDS, isLetterKey } from '../../../../renderer/app/commands.ts';
import { createCommandScope } from '../../../../renderer/app/command-scope.ts';
import { meaningOf, type KeyState, type Press } from '../../../../renderer/app/keys.ts';
import { parentOf, PLACES, screenName } from '../../../../renderer/app/navigation.ts';

const press = (key: string, mod = false, shift = false, repeated = false): Press => ({
  key,
  mod,
  shift,
  repeated,
});
const idle: KeyState = { afterG: false, typing: false, letters: true };
const typing: KeyState = { ...idle, typing: true };
const afterG: KeyState = { ...idle, afterG: true };

/** The press a shortcut of the table is made by. */
function pressOf(keys: string): readonly [Press, KeyState] {
  const caps = capsOf(keys);
  const key = caps.at(-1) ?? '';
  if (keys.startsWith('Ctrl+')) return [press(key, true, caps.includes('Shift')), idle];
  if (keys.startsWith('g ')) return [press(key), afterG];
  return [press(key === 'Esc' ? 'Escape' : key, false, key === '?'), idle];
}

/** What a letter may do: go, show, walk, and reject, which moves nothing. */
const HARMLESS = new Set([
  'sheet',
  'open-waiting',
  'back',
  'row-next',
  'row-previous',
  'decision-next',
  'decision-previous',
  'reject',
]);

describe('keys', () => {
  it.each(COMMANDS.flatMap(({ id, keys }) => (keys === undefined ? [] : [[id, keys]])))(
    'mean %s when %s is pressed',
    (id, keys) => {
      const [pressed, state] = pressOf(keys);
      expect(meaningOf(pressed, state)).toContain(id);
    },
  );

  it('with Ctrl are heard while a person types, letters are not', () => {
    for (const { id, keys } of COMMANDS) {
      if (keys === undefined) continue;
      const [pressed, state] = pressOf(keys);
      const heard = keys.startsWith('Ctrl+') ? [id] : [];
      expect(meaningOf(pressed, { ...state, typing: true }), id).toEqual(heard);
    }
  });

  it('of one letter mean nothing when they are turned off; those with Ctrl, and Esc, still do', () => {
    for (const { id, keys } of COMMANDS) {
      if (keys === undefined) continue;
      const [pressed, state] = pressOf(keys);
      const meaning = meaningOf(pressed, { ...state, letters: false });
      expect(meaning, id).toEqual(isLetterKey(keys) ? [] : [id]);
    }
    expect(meaningOf(press('g'), { ...idle, letters: false })).toEqual([]);
  });

  it('wait for a letter after g, and for none without it', () => {
    expect(meaningOf(press('g'), idle)).toBe('g');
    expect(meaningOf(press('t'), afterG)).toEqual(['go /timeline']);
    expect(meaningOf(press('t'), idle)).toEqual([]);
    // After g an r is no reject.
    expect(meaningOf(press('r'), afterG)).toEqual([]);
  });

  it('held down walk a list and do nothing else', () => {
    expect(meaningOf(press('j', false, false, true), idle)).toEqual(['row-next']);
    expect(meaningOf(press('r', false, false, true), idle)).toEqual([]);
    expect(meaningOf(press('F', true, true, true), idle)).toEqual([]);
  });

  it('never do more than move or reject without Ctrl, and are not heard while a person types', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.boolean(), fc.boolean(), (key, shift, after) => {
        const meaning = meaningOf(press(key, false, shift), { ...idle, afterG: after });
        for (const id of meaning === 'g' ? [] : meaning)
          expect(HARMLESS.has(id) || id.startsWith('go ')).toBe(true);
        expect(meaningOf(press(key, false, shift), { ...typing, afterG: after })).toEqual([]);
      }),
    );
  });
});

describe('the table of commands', () => {
  it('names each once, and gives no two of one place the same keys', () => {
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length);
    const bound = COMMANDS.flatMap(({ group, keys }) =>
      keys === undefined ? [] : [`${group === 'In a list' || group.startsWith('On a') ? group : ''}${keys}`],
    );
    expect(new Set(bound).size).toBe(bound.length);
  });

  it('has a letter for every place', () =>
    expect(COMMANDS.filter(({ id }) => id.startsWith('go ')).length).toBe(PLACES.length));
});

describe('who does a command', () => {
  it('is the newest who can, and nobody once they are gone', () => {
    const scope = createCommandScope();
    const done: string[] = [];
    const add = (name: string, can: boolean) =>
      scope.add('back', { run: () => void done.push(name), can: () => can });
    expect([scope.can('back'), scope.run('back')]).toEqual([false, false]);
    const first = add('first', true);
    const second = add('second', true);
    const unable = add('unable', false);
    expect(scope.run('back')).toBe(true);
    second();
    expect(scope.run('back')).toBe(true);
    first();
    unable();
    expect([scope.can('back'), scope.run('back')]).toEqual([false, false]);
    expect(done).toEqual(['second', 'first']);
  });
});

describe('places', () => {
  it.each([
    ['/approvals/0197-4c2e', '/approvals', 'Approvals'],
    ['/agents/new', '/agents', 'Agents'],
    ['/agents', null, 'Agents'],
    ['/', null, 'Overview'],
    ['/agentsx', null, 'Not here'],
  ])('%s belongs to %s and is called %s', (path, parent, name) => {
    expect(parentOf(path)).toBe(parent);
    expect(screenName(path)).toBe(name);
  });
});
