// Arguments and the place of the data.
import { describe, expect, it } from 'vitest';
import { defaultDataRoot } from '../../../electron/core/data-root.ts';
import { ArgumentError, readArguments } from '../../../electron/shell/arguments.ts';

describe('arguments', () => {
  it('has a value for everything that is not said', () => {
    expect(readArguments([], { XDG_DATA_HOME: '/x' })).toEqual({
      dataRoot: '/x/portcullis',
      practice: false,
      seed: 1,
      speed: 1,
      chromium: undefined,
    });
  });

  it('takes what is said', () => {
    const given = readArguments(
      ['--practice', '--data', '/d', '--seed=42', '--speed', '10', '--chromium', '/c'],
      {},
    );
    expect(given).toEqual({ dataRoot: '/d', practice: true, seed: 42, speed: 10, chromium: '/c' });
  });

  it.each([
    [['--practise']],
    [['practice']],
    [['--seed']],
    [['--seed', '-1']],
    [['--seed', '1e3']],
    [['--seed', '99999999999']],
    [['--speed', '0']],
    [['--speed', '1.5']],
    [['--no-sandbox']],
    [['--remote-debugging-port=1']],
  ])('refuses %j with a sentence', (args) => {
    expect(() => readArguments(args, {})).toThrow(ArgumentError);
  });
});

describe('data folder', () => {
  it.each<[NodeJS.Platform, NodeJS.ProcessEnv, RegExp]>([
    ['linux', { XDG_DATA_HOME: '/data' }, /^\/data\/portcullis$/],
    ['linux', { XDG_DATA_HOME: 'relative' }, /\/\.local\/share\/portcullis$/],
    ['linux', { XDG_DATA_HOME: '' }, /\/\.local\/share\/portcullis$/],
    ['linux', {}, /\/\.local\/share\/portcullis$/],
    ['darwin', {}, /Application Support\/Portcullis$/],
  ])('on %s with %j', (platform, environment, expected) => {
    expect(defaultDataRoot(environment, platform)).toMatch(expected);
  });
});
