// Calls about preferences and about the relays of connections made from now on.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { PreferencesStore } from '../../settings/preferences.ts';
import type { Fleet } from '../fleet.ts';
import { DONE, operator } from './actor.ts';

type SettingsHandlers = Pick<
  PortcullisHandlers,
  'settings.get' | 'settings.set' | 'relays.get' | 'relays.set'
>;

export function settingsHandlers({
  fleet,
  preferences,
  changed,
}: {
  readonly fleet: () => Fleet;
  readonly preferences: PreferencesStore;
  readonly changed: () => void;
}): SettingsHandlers {
  return {
    'settings.get': () => ok(preferences.get()),
    'settings.set': (patch) => {
      const now = preferences.set(patch);
      changed();
      return ok(now);
    },
    'relays.get': () => ok({ relays: [...fleet().relayStates()] }),
    'relays.set': ({ urls }, caller) => {
      const set = fleet().relays.set(urls, operator(caller));
      return set.ok ? DONE : set;
    },
  };
}
