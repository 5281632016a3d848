// Privacy, lock, keys and notifications: how the console behaves while nobody, or somebody else, looks at it.
import { useAct } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { Select } from '../../ui/Select.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { Switch } from '../../ui/Toggle.tsx';
import { usePreferences } from './use-preferences.ts';

const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240] as const;

const minutesLabel = (minutes: number): string =>
  minutes < 60
    ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
    : `${minutes / 60} ${minutes === 60 ? 'hour' : 'hours'}`;

export function ConductPanel() {
  const { query, change } = usePreferences();
  return (
    <Panel title="Privacy, lock and keys">
      <QueryView query={query} what="the settings" skeleton={5}>
        {(now) => (
          <div className="flex flex-col gap-4 py-1">
            <div className="flex items-end gap-3">
              <div className="w-56">
                <Select
                  label="Lock after no input for"
                  value={now.lockAfterMinutes.toString()}
                  choices={[...new Set([...MINUTES, now.lockAfterMinutes])]
                    .toSorted((a, b) => a - b)
                    .map((minutes) => ({ value: minutes.toString(), label: minutesLabel(minutes) }))}
                  onValue={(minutes) => change({ lockAfterMinutes: Number(minutes) })}
                />
              </div>
              <LockNow />
            </div>
            <Switch
              label="Hide balances"
              hint="Every amount becomes five dots, whatever its size; gauges lose their fill. Ctrl Shift H."
              checked={now.hideBalances}
              onValue={(hideBalances) => change({ hideBalances })}
            />
            <Switch
              label="Letter keys"
              hint="Shortcuts of a single letter. Off, everything is still in the palette (Ctrl K)."
              checked={now.letterKeys}
              onValue={(letterKeys) => change({ letterKeys })}
            />
            <Switch
              label="Notify of payments that wait"
              hint="On the desktop, with the agent’s name and never an amount."
              checked={now.notifyApprovals}
              onValue={(notifyApprovals) => change({ notifyApprovals })}
            />
            <Switch
              label="Notify of alerts"
              hint="A closed gate, a look-alike: what cannot wait until somebody looks."
              checked={now.notifyAlerts}
              onValue={(notifyAlerts) => change({ notifyAlerts })}
            />
            <Switch
              label="Keep running when the window is closed"
              hint="Agents go on being served and the screen locks. Start Portcullis again to see it."
              checked={now.keepRunning}
              onValue={(keepRunning) => change({ keepRunning })}
            />
          </div>
        )}
      </QueryView>
    </Panel>
  );
}

function LockNow() {
  const lock = useAct('vault.lock');
  const say = useToast();
  return (
    <Button
      size="large"
      busy={lock.isPending}
      onClick={() =>
        lock.mutate({}, { onError: (error) => say('danger', 'The screen is not locked', error.message) })
      }
    >
      Lock now
    </Button>
  );
}
