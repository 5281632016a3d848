// Settings: how the console looks and locks, the fleet's limit, its relays, and what this console is.
import { useRead } from '../../bridge/queries.ts';
import { Page } from '../../ui/Panel.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { AppearancePanel } from './AppearancePanel.tsx';
import { ConductPanel } from './ConductPanel.tsx';
import { FleetLimitPanel } from './FleetLimitPanel.tsx';
import { RelaysPanel } from './RelaysPanel.tsx';
import { VaultPanel } from './VaultPanel.tsx';

export function SettingsView() {
  const fleet = useRead('app.status', {}).data?.fleet;
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
          {/* The practice passphrase is known to everybody: there is nothing to bind. */}
          {fleet === 'real' && <VaultPanel />}
          <AboutPanel />
        </div>
      </div>
    </Page>
  );
}
