// Preferences in settings.json through `conf` (its subclass `electron-store` in the Electron shell): whole-file writes, atomic, mode 0600.
import Conf, { type Options } from 'conf';
import { linkSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '../store/clock.ts';
import type { PreferencesBacking } from './preferences.ts';

type Content = Record<string, unknown>;
/** What `conf` and `electron-store` have in common. */
export type ContentStore = { store: Content };

/**
 * SECURITY: never `encryptionKey` (its key would lie in the program, and it reads plain files all the same), never
 * `clearInvalidConfig` (it wipes the operator's file without a word).
 */
export const STORE_OPTIONS = {
  configFileMode: 0o600,
  clearInvalidConfig: false,
  accessPropertiesByDotNotation: false,
  watch: false,
} as const satisfies Options<Content>;

export function createConfBacking({
  folder,
  clock,
}: {
  readonly folder: string;
  readonly clock: Clock;
}): PreferencesBacking {
  return createStoreBacking({
    path: join(folder, 'settings.json'),
    clock,
    open: () => new Conf({ ...STORE_OPTIONS, cwd: folder, configName: 'settings' }),
  });
}

/** `open` makes the store over the file at `path`; called at the first write, because a store's constructor throws on a bad file. */
export function createStoreBacking({
  path,
  clock,
  open,
}: {
  readonly path: string;
  readonly clock: Clock;
  readonly open: () => ContentStore;
}): PreferencesBacking {
  let store: ContentStore | undefined;
  return {
    read: () => {
      try {
        return JSON.parse(readFileSync(path, 'utf8')) as unknown;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write: (value) => {
      store ??= open();
      store.store = { ...value };
    },
    setAside: () => {
      const kept = `${path}.bad-${clock.now()}`;
      // Two bad files in one second must not become one.
      for (let index = 0; ; index += 1) {
        const name = index === 0 ? kept : `${kept}-${index}`;
        try {
          linkSync(path, name);
          rmSync(path);
          return basename(name);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
      }
    },
  };
}
