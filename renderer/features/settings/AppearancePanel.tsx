// How the console looks and when it locks. Every change takes effect and is kept at once.
import type { Preferences } from '../../../shared/contract/app.ts';
import { useAct, useRead } from '../../bridge/queries.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { Select } from '../../ui/Select.tsx';
import type { Choice } from '../../ui/SelectParts.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { Switch } from '../../ui/Toggle.tsx';

const THEMES: readonly Choice<Preferences['theme']>[] = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
];
const DENSITIES: readonly Choice<Preferences['density']>[] = [
  { value: 'comfortable', label: 'Comfortable, 36 px rows' },
  { value: 'compact', label: 'Compact, 28 px rows' },
];
const ZONES: readonly Choice<Preferences['timeZone']>[] = [
  { value: 'local', label: 'This machine’s' },
  { value: 'utc', label: 'UTC' },
];
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240] as const;

const minutesLabel = (minutes: number): string =>
  minutes < 60
    ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
    : `${minutes / 60} ${minutes === 60 ? 'hour' : 'hours'}`;

export function AppearancePanel() {
  const preferences = useRead('settings.get', {});
  const set = useAct('settings.set');
  const say = useToast();
  const change = (part: Partial<Preferences>): void =>
    set.mutate(part, { onError: (error) => say('danger', 'Not stored', error.message) });
  return (
    <Panel title="This window">
      <QueryView query={preferences} what="the settings" skeleton={5}>
        {(now) => (
          <div className="flex flex-col gap-4 py-1">
            <div className="grid grid-cols-2 gap-4">
              <Select
                label="Theme"
                value={now.theme}
                choices={THEMES}
                onValue={(theme) => change({ theme })}
              />
              <Select
                label="Rows"
                value={now.density}
                choices={DENSITIES}
                onValue={(density) => change({ density })}
              />
              <Select
                label="Times are shown in the zone"
                value={now.timeZone}
                choices={ZONES}
                onValue={(timeZone) => change({ timeZone })}
              />
              <Select
                label="Lock after no input for"
                value={now.lockAfterMinutes.toString()}
                choices={[...new Set([...MINUTES, now.lockAfterMinutes])]
                  .toSorted((a, b) => a - b)
                  .map((minutes) => ({ value: minutes.toString(), label: minutesLabel(minutes) }))}
                onValue={(minutes) => change({ lockAfterMinutes: Number(minutes) })}
              />
            </div>
            <Switch
              label="Hide balances"
              hint="Every amount becomes five dots, whatever its size."
              checked={now.hideBalances}
              onValue={(hideBalances) => change({ hideBalances })}
            />
          </div>
        )}
      </QueryView>
    </Panel>
  );
}
