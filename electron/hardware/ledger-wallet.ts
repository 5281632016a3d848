// The HardwareWallet of a Ledger over any bus: one session at a time; cancelling ends the process that holds the device.
import { appOf } from './gates.ts';
import type { DeviceBus } from './device-bus.ts';
import { HardwareError, type HardwareWallet } from './hardware-wallet.ts';
import { createLedgerSession, errorOf } from './ledger-session.ts';
import { openLedger, type Timer } from './open-ledger.ts';

export type LedgerWalletParts = {
  readonly bus: DeviceBus;
  readonly timer: Timer;
  readonly platform: NodeJS.Platform;
};

export function createLedgerWallet({ bus, timer, platform }: LedgerWalletParts): HardwareWallet {
  let taken = false;
  return {
    transport: bus.transport,
    devices: bus.devices,
    watch: bus.watch,
    open: async (needs, follow) => {
      if (follow.signal.aborted)
        throw errorOf(undefined, undefined, appOf(needs.network), { follow, platform });
      if (taken)
        throw new HardwareError(
          'busy',
          'Another request to the Ledger is still running. Nothing was done.',
          null,
          'Finish it on the device, or cancel it, then try again.',
        );
      taken = true;
      // A prompt cannot be taken back from the outside; only ending the process that waits for it frees the console.
      const cancel = (): void => bus.kill();
      follow.signal.addEventListener('abort', cancel, { once: true });
      const release = (): void => {
        taken = false;
        follow.signal.removeEventListener('abort', cancel);
      };
      try {
        const { ledger, info } = await openLedger({ bus, timer, platform, needs, follow });
        return createLedgerSession({
          ledger,
          info,
          network: needs.network,
          follow,
          platform,
          onClose: async (idle) => {
            // A transport's own `close` waits for the answer that is pending, which may take a person minutes.
            if (idle && !follow.signal.aborted) await ledger.link.close().catch(() => undefined);
            else if (!idle) bus.kill();
            release();
          },
        });
      } catch (error) {
        release();
        throw error;
      }
    },
    close: bus.close,
  };
}
