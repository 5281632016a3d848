// Every call of the contract with its answer: the parts of handlers/ as one value. A missing call does not compile.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import type { PreferencesStore } from '../../settings/preferences.ts';
import type { DesktopShell } from '../../shell/desktop-shell.ts';
import type { Clock, Random } from '../../store/clock.ts';
import type { AccessControl } from '../access.ts';
import type { Exports } from '../exports.ts';
import type { LicenceReader } from '../licences.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Fleet } from '../fleet.ts';
import { aboutHandlers } from './about.ts';
import { agentHandlers } from './agents.ts';
import { appHandlers } from './app.ts';
import { approvalHandlers } from './approvals.ts';
import { fleetHandlers } from './fleet.ts';
import { gateHandlers } from './gate.ts';
import { nodeHandlers } from './nodes.ts';
import { practiceHandlers } from './practice.ts';
import { settingsHandlers } from './settings.ts';
import { setupHandlers } from './setup.ts';
import { tableHandlers } from './tables.ts';
import { timelineHandlers } from './timeline.ts';
import { treasuryHandlers } from './treasury.ts';
import { vaultHandlers } from './vault.ts';

export type HandlerParts = {
  readonly lifecycle: Lifecycle;
  readonly access: AccessControl;
  readonly preferences: PreferencesStore;
  readonly exports: Exports;
  readonly shell: DesktopShell['kind'];
  readonly version: string;
  readonly dataRoot: string;
  readonly licences: LicenceReader;
  readonly clock: Clock;
  readonly random: Random;
  readonly settingsChanged: () => void;
};

export function createHandlers(parts: HandlerParts): PortcullisHandlers {
  const { lifecycle, clock, random, preferences, exports, settingsChanged } = parts;
  // The router lets nothing through that needs a fleet while there is none; reaching this without one is a bug.
  const fleet = (): Fleet => {
    const open = lifecycle.fleet();
    if (!open) throw new Error('a call reached its handler without an open fleet');
    return open;
  };
  return {
    ...appHandlers(parts),
    ...aboutHandlers({ ...parts, fleet }),
    ...setupHandlers({ fleet, clock, random }),
    ...vaultHandlers({ lifecycle }),
    ...gateHandlers({ fleet }),
    ...settingsHandlers({ fleet, preferences, changed: settingsChanged }),
    ...agentHandlers({ fleet, clock }),
    ...fleetHandlers({ fleet, clock }),
    ...approvalHandlers({ fleet }),
    ...timelineHandlers({ fleet }),
    ...nodeHandlers({ fleet }),
    ...practiceHandlers({ lifecycle }),
    ...tableHandlers({ fleet, exports, clock }),
    ...treasuryHandlers({ fleet, exports }),
  };
}
