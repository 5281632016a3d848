// The HardwareWallet of a running console: USB, or the emulator where a developer asked for it.
import type { HardwareWallet } from './hardware-wallet.ts';
import { createLedgerWallet } from './ledger-wallet.ts';
import type { Timer } from './open-ledger.ts';
import { createDeviceProcess, type DeviceChild } from './process/device-process.ts';

export type SpeculosAddress = { readonly host: string; readonly port: number };

export type AttachOptions = {
  /** Starts one of our own built entries as a child: `ledger`, or `ledger-speculos HOST PORT`. */
  readonly startChild: (
    entry: 'ledger' | 'ledger-speculos',
    options: { readonly args: readonly string[] },
  ) => DeviceChild;
  /** null: USB. */
  readonly speculos: SpeculosAddress | null;
  readonly timer: Timer;
  readonly platform: NodeJS.Platform;
};

/** Starts nothing yet: the process comes with the first look at a device. */
export function attachLedger({ startChild, speculos, timer, platform }: AttachOptions): HardwareWallet {
  const bus = createDeviceProcess({
    transport: speculos ? 'speculos' : 'usb',
    timer,
    start: () =>
      speculos
        ? startChild('ledger-speculos', { args: [speculos.host, String(speculos.port)] })
        : startChild('ledger', { args: [] }),
  });
  return createLedgerWallet({ bus, timer, platform });
}

/**
 * `PORTCULLIS_SPECULOS=PORT` or `HOST:PORT`, for development. SECURITY: loopback alone, so that no environment can have the console
 * take a machine elsewhere for the operator's device; a packaged console has no such entry to start at all.
 */
export function speculosOf(
  environment: Readonly<Record<string, string | undefined>>,
): SpeculosAddress | null {
  const given = environment['PORTCULLIS_SPECULOS'];
  if (given === undefined || given === '') return null;
  const [, host = '127.0.0.1', digits = ''] =
    /^(?:(127\.0\.0\.1|localhost|\[::1\]):)?(\d{1,5})$/.exec(given) ?? [];
  const port = Number(digits);
  if (digits === '' || port < 1 || port > 65_535)
    throw new RangeError(
      'PORTCULLIS_SPECULOS takes a port, or a loopback address and a port: 127.0.0.1:9999.',
    );
  return { host: host === '[::1]' ? '::1' : host, port };
}
