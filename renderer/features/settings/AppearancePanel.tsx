// How the console looks: colours, rows, units, zone. Every change takes effect and is kept at once.
import { useState } from 'react';
import type { Preferences } from '../../../shared/contract/app.ts';
import { Amount } from '../../ui/Amount.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { useNow } from '../../ui/display.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { Select } from '../../ui/Select.tsx';
import type { Choice } from '../../ui/SelectParts.tsx';
import { Time } from '../../ui/Time.tsx';
import { usePreferences } from './use-preferences.ts';
import { localZone, zoneNames, zoneTyped } from './zones.ts';

const THEMES: readonly Choice<Preferences['theme']>[] = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
];
const DENSITIES: readonly Choice<Preferences['density']>[] = [
  { value: 'comfortable', label: 'Comfortable, 36 px rows' },
  { value: 'compact', label: 'Compact, 28 px rows' },
];
const UNITS: readonly Choice<Preferences['unit']>[] = [
  { value: 'sat', label: 'Sats' },
  { value: 'bip177', label: '₿, whole (BIP-177)' },
  { value: 'btc', label: 'BTC, eight decimals' },
  { value: 'msat', label: 'Millisats, exact' },
];

type ZoneKind = 'local' | 'utc' | 'named';
const kindOf = (zone: string): ZoneKind => (zone === 'local' || zone === 'utc' ? zone : 'named');

export function AppearancePanel() {
  const { query, change } = usePreferences();
  return (
    <Panel title="How it looks">
      <QueryView query={query} what="the settings" skeleton={5}>
        {(now) => (
          <div className="flex flex-col gap-4 py-1">
            <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
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
                label="Amounts are shown in"
                value={now.unit}
                choices={UNITS}
                onValue={(unit) => change({ unit })}
              />
              <ZoneChoice zone={now.timeZone} onZone={(timeZone) => change({ timeZone })} />
            </div>
            <p className="text-xs text-faint">
              So it looks: <Amount msat="250000000" />, <Now />. Amounts are typed in sats, and the timeline
              tells UTC, whatever is chosen here.
            </p>
          </div>
        )}
      </QueryView>
    </Panel>
  );
}

function Now() {
  return <Time at={useNow()} withSeconds />;
}

type ZoneProps = { readonly zone: string; readonly onZone: (zone: string) => void };

function ZoneChoice({ zone, onZone }: ZoneProps) {
  const [kind, setKind] = useState<ZoneKind>(kindOf(zone));
  const [typed, setTyped] = useState(kindOf(zone) === 'named' ? zone : '');
  const choices: readonly Choice<ZoneKind>[] = [
    { value: 'local', label: `This machine’s, ${localZone()}` },
    { value: 'utc', label: 'UTC' },
    { value: 'named', label: 'Another, by name' },
  ];
  return (
    <div className="flex flex-col gap-3">
      <Select
        label="Times are shown in the zone"
        value={kind}
        choices={choices}
        onValue={(next) => {
          setKind(next);
          if (next !== 'named') onZone(next);
        }}
      />
      {kind === 'named' && (
        <>
          <TextInput
            label="Name of the zone"
            value={typed}
            list="zone-names"
            placeholder="Europe/Berlin"
            error={typed !== '' && zoneTyped(typed) === undefined ? 'No zone is called so.' : null}
            onValue={(text) => {
              setTyped(text);
              const name = zoneTyped(text);
              if (name !== undefined) onZone(name);
            }}
          />
          <datalist id="zone-names">
            {zoneNames().map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </div>
  );
}
