// The operator's preferences: how the console looks and when it locks. Nothing here is secret and nothing here decides about money.
import { preferences as schema, type Preferences } from '../../shared/contract/app.ts';

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  density: 'comfortable',
  hideBalances: false,
  lockAfterMinutes: 10,
  timeZone: 'local',
  unit: 'sat',
  letterKeys: true,
  notifyApprovals: true,
  notifyAlerts: true,
  keepRunning: false,
};

/** Where preferences are kept. Adapters: conf-backing.ts, and electron-store in the Electron shell. */
export type PreferencesBacking = {
  /** What is stored, unchecked; undefined when nothing is. Throws when the file cannot be read. */
  readonly read: () => unknown;
  readonly write: (value: Preferences) => void;
  /** Moves the present file out of the way and keeps it; returns its new name. */
  readonly setAside: () => string;
};

export type PreferencesStore = {
  readonly get: () => Preferences;
  /** Takes effect at once, also when it cannot be saved: then `problem` says so. */
  readonly set: (patch: PreferencesPatch) => Preferences;
  /** A sentence for the operator when the stored file could not be used or written; null otherwise. */
  readonly problem: () => string | null;
};

export type PreferencesPatch = { readonly [K in keyof Preferences]?: Preferences[K] | undefined };

const stored = schema.partial();

export function createPreferences(backing: PreferencesBacking): PreferencesStore {
  let problem: string | null = null;
  let current = load();

  function load(): Preferences {
    try {
      const parsed = stored.safeParse(backing.read() ?? {});
      if (parsed.success) return merge(DEFAULT_PREFERENCES, parsed.data);
    } catch {
      // Not readable as JSON: the same as unusable content.
    }
    problem = setAside();
    return DEFAULT_PREFERENCES;
  }

  function setAside(): string {
    try {
      const kept = backing.setAside();
      return `The settings file could not be used. It was kept as ${kept}; the console runs with its defaults.`;
    } catch {
      return 'The settings file could not be used and could not be moved. The console runs with its defaults.';
    }
  }

  return {
    get: () => current,
    set: (patch) => {
      current = schema.parse(merge(current, patch));
      try {
        backing.write(current);
        problem = null;
      } catch {
        problem =
          'The settings could not be saved (disk full or read-only). They hold until the console is closed.';
      }
      return current;
    },
    problem: () => problem,
  };
}

function merge(base: Preferences, patch: PreferencesPatch): Preferences {
  const named = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...base, ...(Object.fromEntries(named) as Partial<Preferences>) };
}
