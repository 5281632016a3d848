// Preferences through `electron-store`, over the same settings.json as the other shells.
import Store from 'electron-store';
import { join } from 'node:path';
import { createStoreBacking, STORE_OPTIONS } from '../../settings/conf-backing.ts';
import type { PreferencesBacking } from '../../settings/preferences.ts';
import type { Clock } from '../../store/clock.ts';

export function createElectronPreferences(deps: {
  readonly folder: string;
  readonly clock: Clock;
}): PreferencesBacking {
  return createStoreBacking({
    path: join(deps.folder, 'settings.json'),
    clock: deps.clock,
    open: () => new Store({ ...STORE_OPTIONS, cwd: deps.folder, name: 'settings' }),
  });
}
