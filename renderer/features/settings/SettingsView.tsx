// Settings: how the console looks and locks, the fleet's limit, its relays, and what this console is.
import { Page } from '../../ui/Panel.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { AppearancePanel } from './AppearancePanel.tsx';
import { ConductPanel } from './ConductPanel.tsx';
import { FleetLimitPanel } from './FleetLimitPanel.tsx';
import { RelaysPanel } from './RelaysPanel.tsx';

export function SettingsView() {
  return (
    <Page title="Settings">
      <div className="grid items-start gap-3 lg:grid-cols-2">
        <div className="flex flex-col gap-3">
          <AppearancePanel />
          <ConductPanel />
        </div>
        <div className="flex flex-col gap-3">
          <RelaysPanel />
          <FleetLimitPanel />
          <AboutPanel />
        </div>
      </div>
    </Page>
  );
}
