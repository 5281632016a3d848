// What has to hold before anything is asked of a device: unlocked, the right app, new enough, the right network, the fingerprint on record.
import type { Network } from '../../shared/domain/network.ts';
import { HardwareError, type DeviceInfo, type Fingerprint } from './hardware-wallet.ts';
import type { AppName } from './problem-table.ts';

/** The Bitcoin app speaks for mainnet; every test network is the other app's. */
export const appOf = (network: Network): AppName => (network === 'mainnet' ? 'Bitcoin' : 'Bitcoin Test');

/**
 * Oldest app this console works with. Policies and PSBTs need 2.1.0; 2.1.0 and 2.1.1 derive wrong addresses for some policies; 2.2.2
 * is the first to show a message's text instead of its hash, and from there to 2.2.4 messages of some lengths cannot be signed.
 */
export const APP_FLOOR = '2.3.0';

/** The dashboard's name. */
const DASHBOARD = 'BOLOS';

export type RunningApp = { readonly name: string; readonly version: string };

/** `open`: nothing is open, and the device can be asked to open the right one. Throws `HardwareError` when a person has to act first. */
export function checkApp(running: RunningApp, network: Network): 'ready' | 'open' {
  const app = appOf(network);
  if (running.name === DASHBOARD) return 'open';
  if (running.name !== app) throw wrongApp(running.name, app, network);
  if (isOlder(running.version, APP_FLOOR))
    throw new HardwareError(
      'app-too-old',
      `The ${app} app on this Ledger is version ${shown(running.version)}; this console needs ${APP_FLOOR} or newer. Nothing was done.`,
      null,
      `Update the ${app} app with Ledger’s own program, then try again.`,
    );
  return 'ready';
}

function wrongApp(name: string, app: AppName, network: Network): HardwareError {
  const other = name === 'Bitcoin' || name === 'Bitcoin Test';
  return other
    ? new HardwareError(
        'wrong-network',
        `The Ledger has the ${name} app open, but this is ${network}. Nothing was done.`,
        null,
        `Close it on the device, open the ${app} app and try again.`,
      )
    : new HardwareError(
        'wrong-app',
        `The Ledger has the ${shown(name)} app open. Nothing was done.`,
        null,
        `Close it on the device, open the ${app} app and try again.`,
      );
}

/** SECURITY: keys of another seed, or of another passphrase on the same device, must never be taken for the ones on record. */
export function checkFingerprint(found: Fingerprint, onRecord: Fingerprint | null): void {
  if (!/^[0-9a-f]{8}$/.test(found))
    throw new HardwareError('protocol', 'The Ledger gave no fingerprint of its keys. Nothing was done.');
  if (onRecord === null || found === onRecord) return;
  throw new HardwareError(
    'wrong-device',
    `This Ledger’s keys have the fingerprint ${found}; on record is ${onRecord}. It is another Ledger, or another passphrase. Nothing was done.`,
  );
}

export const infoOf = (running: RunningApp, network: Network, fingerprint: Fingerprint): DeviceInfo => ({
  app: appOf(network),
  appVersion: running.version,
  fingerprint,
});

/** Dotted numbers; what follows them, as in `2.4.0-rc1`, does not count. */
function isOlder(version: string, floor: string): boolean {
  const numbers = (text: string): readonly number[] =>
    text.split(/[.-]/, 3).map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [numbers(version), numbers(floor)];
  for (const [at, least] of right.entries()) {
    const part = left[at] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}

/** A name from the device, which may be anything. */
const shown = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 40);
