// Console state: what a tray may show of the gate. Counts and states; an amount or a name never leaves by this door.
import type { ChangePush } from '../../shared/contract/push.ts';
import type { Preferences } from '../../shared/contract/app.ts';
import type { ConsoleState } from '../shell/desktop-shell.ts';
import type { Fleet } from './fleet.ts';

export type ConsoleStateFeed = {
  /** After a push: shows the state when it is another than the last one shown. */
  readonly follow: (push: ChangePush) => void;
};

/** More than these are shown as this many; nobody counts them in a tray. */
const MOST_COUNTED = 999;
const CONCERNED: ReadonlySet<string> = new Set(['app', 'gate', 'approvals', 'settings']);

export function createConsoleStateFeed({
  fleet,
  screenLocked,
  preferences,
  show,
}: {
  readonly fleet: () => Pick<Fleet, 'kind' | 'freeze' | 'gate' | 'read'> | undefined;
  readonly screenLocked: () => boolean;
  readonly preferences: () => Pick<Preferences, 'keepRunning'>;
  readonly show: (state: ConsoleState) => void;
}): ConsoleStateFeed {
  let shown = '';

  const read = (): ConsoleState => {
    const open = fleet();
    return {
      gate: open ? gateOf(open) : 'off',
      waiting: open ? open.read.approvals.list('waiting', MOST_COUNTED).length : 0,
      screenLocked: screenLocked(),
      practice: open?.kind === 'practice',
      keepRunning: preferences().keepRunning,
    };
  };

  return {
    follow: ({ changed }) => {
      if (!changed.some((change) => CONCERNED.has(change))) return;
      const state = read();
      const text = JSON.stringify(state);
      if (text === shown) return;
      shown = text;
      show(state);
    },
  };
}

function gateOf({ freeze, gate }: Pick<Fleet, 'freeze' | 'gate'>): ConsoleState['gate'] {
  if (freeze.fleet() !== null) return 'frozen';
  return gate.doubts().some(({ nodeId }) => nodeId === null) ? 'closed' : 'open';
}
