// Preferences: read, and changed one at a time. A change holds at once; what could not be stored is said.
import type { Preferences } from '../../../shared/contract/app.ts';
import { useAct, useRead } from '../../bridge/queries.ts';
import { useToast } from '../../ui/Toast.tsx';

export function usePreferences() {
  const query = useRead('settings.get', {});
  const set = useAct('settings.set');
  const say = useToast();
  const change = (part: Partial<Preferences>): void =>
    set.mutate(part, { onError: (error) => say('danger', 'Not stored', error.message) });
  return { query, change };
}
