// Calls about the console's own start: what it is doing, and the two ways in from the welcome screen.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { DesktopShell } from '../../shell/desktop-shell.ts';
import type { Clock } from '../../store/clock.ts';
import type { AccessControl } from '../access.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { DONE } from './actor.ts';

type AppHandlers = Pick<PortcullisHandlers, 'app.status' | 'app.explorePractice' | 'app.setUpFleet'>;

export function appHandlers({
  lifecycle,
  access,
  shell,
  version,
  clock,
}: {
  readonly lifecycle: Lifecycle;
  readonly access: AccessControl;
  readonly shell: DesktopShell['kind'];
  readonly version: string;
  readonly clock: Clock;
}): AppHandlers {
  return {
    'app.status': () => {
      const { fleet, phase, note } = lifecycle.status();
      const vault = lifecycle.vault();
      return ok({
        version,
        shell,
        fleet,
        phase,
        phaseNote: note,
        screen: access.screenLocked() ? 'locked' : 'unlocked',
        failedUnlocks: vault?.failures() ?? 0,
        unlockRetryAt: vault?.retryAt() ?? null,
        now: clock.now(),
      });
    },
    'app.explorePractice': () => {
      const begun = lifecycle.explorePractice();
      return begun.ok ? DONE : begun;
    },
    'app.setUpFleet': () => {
      const begun = lifecycle.setUpFleet();
      return begun.ok ? DONE : begun;
    },
  };
}
