// Device watch: plug and unplug are followed while somebody looks, and not by a server nobody looks at: following takes a process of its own.
import type { HardwareWallet } from '../hardware/hardware-wallet.ts';
import type { Clock } from '../store/clock.ts';

export type DeviceWatch = {
  /** Somebody looks now. */
  readonly looked: () => void;
  readonly stop: () => void;
};

/** Milliseconds after the last look; a window asks anew at every change and at least every few seconds. */
const LOOKED_MS = 60_000;

export function createDeviceWatch(
  hardware: Pick<HardwareWallet, 'watch'>,
  clock: Clock,
  changed: () => void,
): DeviceWatch {
  let end: (() => void) | undefined;
  let cancel = (): void => undefined;
  const stop = (): void => {
    cancel();
    end?.();
    end = undefined;
  };
  return {
    looked: () => {
      cancel();
      cancel = clock.after(LOOKED_MS, stop);
      end ??= hardware.watch(changed);
    },
    stop,
  };
}
