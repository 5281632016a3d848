// Fleet slot: the one fleet that is open, from its opening to its end, and what its log keeps of who unlocked it.
import type { Change } from '../../shared/contract/push.ts';
import type { Caller } from '../../shared/contract/call.ts';
import type { HardwareWallet } from '../hardware/hardware-wallet.ts';
import type { Clock, Random } from '../store/clock.ts';
import type { OpenVault } from '../vault/vault.ts';
import { createAccessEntries, type AccessAct } from './access-entries.ts';
import { openFleet, type Fleet, type FleetKind } from './fleet.ts';
import type { FleetFolder } from './folders.ts';
import type { OpsLog } from './ops-log.ts';

export type FleetSlot = {
  readonly fleet: () => Fleet | undefined;
  /** Opens and starts. On failure the vault is closed again, the slot is empty, and the error is thrown. */
  readonly open: (kind: FleetKind, files: FleetFolder, vault: OpenVault) => Fleet;
  /** Empty at once; resolves when the fleet has ended. */
  readonly close: () => Promise<void>;
  /** Written to the log of the open fleet; without one there is no log to write to. */
  readonly note: (caller: Caller, act: AccessAct) => void;
};

export function createFleetSlot({
  hardware,
  clock,
  random,
  log,
  onChange,
  onOpen,
  onLost,
}: {
  readonly hardware: HardwareWallet;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OpsLog;
  readonly onChange: (changed: Iterable<Change>) => void;
  /** Opened, and about to start. */
  readonly onOpen: (fleet: Fleet) => void;
  /** Another program has opened this ledger. */
  readonly onLost: () => void;
}): FleetSlot {
  let fleet: Fleet | undefined;
  const writeEntry = createAccessEntries(clock, log);

  return {
    fleet: () => fleet,
    open: (kind, files, vault) => {
      try {
        const next = openFleet({ kind, files, vault, hardware, clock, random, log, onChange, onLost });
        fleet = next;
        onOpen(next);
        next.start();
        return next;
      } catch (error) {
        const half = fleet;
        fleet = undefined;
        if (half) void half.stop();
        else vault.close();
        throw error;
      }
    },
    close: async () => {
      const closing = fleet;
      fleet = undefined;
      await closing?.stop();
    },
    note: (caller, act) => {
      if (fleet) writeEntry(fleet, caller, act);
    },
  };
}
