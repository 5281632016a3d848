// From a cable to a checked Ledger: which device, unlocked, the right app open (asking the person for both), new enough, the right keys.
import type { ApduLink, DeviceBus } from './device-bus.ts';
import { LinkError } from './device-bus.ts';
import { appOf, checkApp, checkFingerprint, infoOf, type RunningApp } from './gates.ts';
import {
  HardwareError,
  type AttachedDevice,
  type DeviceInfo,
  type SessionFollow,
  type SessionNeeds,
} from './hardware-wallet.ts';
import { errorOf, onLink, readFingerprint, type OpenLedger } from './ledger-session.ts';

/** Calls back once after `ms`; returns the disposer. */
export type Timer = { readonly after: (ms: number, callback: () => void) => () => void };

export type Opening = {
  readonly bus: DeviceBus;
  readonly timer: Timer;
  readonly platform: NodeJS.Platform;
  readonly needs: SessionNeeds;
  readonly follow: SessionFollow;
};

/** A person has two minutes for the PIN. */
const UNLOCK = { pauseMs: 1_000, tries: 120 };
/** Opening an app takes the device off the bus and puts it back 1 to 3 seconds later. */
const REOPEN = { pauseMs: 300, tries: 60 };

/** Rejects with `HardwareError`, with nothing left open. */
export async function openLedger(
  opening: Opening,
): Promise<{ readonly ledger: OpenLedger; readonly info: DeviceInfo }> {
  const { needs, follow } = opening;
  const app = appOf(needs.network);
  let ledger: OpenLedger | undefined;
  try {
    const before = await opening.bus.look();
    ledger = await connect(opening, before);
    let running = await whenUnlocked(ledger, opening);
    if (checkApp(running, needs.network) === 'open') {
      await askForApp(ledger, opening);
      await closeQuietly(ledger.link);
      ({ ledger, running } = await whenBack(opening, before));
      checkApp(running, needs.network);
    }
    const fingerprint = await readFingerprint(ledger.client);
    checkFingerprint(fingerprint, needs.fingerprint);
    follow.onPrompt(null);
    return { ledger, info: infoOf(running, needs.network, fingerprint) };
  } catch (error) {
    follow.onPrompt(null);
    const known = errorOf(error, ledger, app, opening);
    if (ledger && !follow.signal.aborted) await closeQuietly(ledger.link);
    throw known;
  }
}

async function connect({ bus, needs }: Opening, before: readonly AttachedDevice[]): Promise<OpenLedger> {
  return onLink(await bus.open(choose(bus.devices(), needs.deviceId, before).id));
}

/** `before`: what was attached at first. A device that comes back with another app may be another one to the system. */
function choose(
  devices: readonly AttachedDevice[],
  wanted: string | undefined,
  before: readonly AttachedDevice[],
): AttachedDevice {
  const chosen = devices.find(({ id }) => id === wanted);
  if (chosen) return chosen;
  const others = before.filter(({ id }) => id !== wanted).map(({ id }) => id);
  const left = wanted === undefined ? devices : devices.filter(({ id }) => !others.includes(id));
  const [first, second] = left;
  if (!first) throw new LinkError('NoDevice', 'no Ledger is attached');
  if (second)
    throw new HardwareError('several-devices', `${left.length} Ledgers are connected. Nothing was done.`);
  return first;
}

async function whenUnlocked(ledger: OpenLedger, opening: Opening): Promise<RunningApp> {
  const { needs, follow } = opening;
  for (let left = UNLOCK.tries; ; left -= 1) {
    try {
      const running = await ledger.client.getAppAndVersion();
      follow.onPrompt(null);
      return running;
    } catch (error) {
      const known = errorOf(error, ledger, appOf(needs.network), opening);
      if (known.kind !== 'locked' || left <= 0) throw known;
      follow.onPrompt({ kind: 'unlock' });
      await pause(UNLOCK.pauseMs, opening);
    }
  }
}

/** OPEN APP (E0 D8) of the dashboard: the device asks its person. */
async function askForApp(ledger: OpenLedger, { needs, follow }: Opening): Promise<void> {
  const app = appOf(needs.network);
  follow.onPrompt({ kind: 'open-app', app });
  await ledger.transport.send(0xe0, 0xd8, 0x00, 0x00, Buffer.from(app, 'ascii'));
}

async function whenBack(
  opening: Opening,
  before: readonly AttachedDevice[],
): Promise<{ readonly ledger: OpenLedger; readonly running: RunningApp }> {
  for (let left = REOPEN.tries; ; left -= 1) {
    await pause(REOPEN.pauseMs, opening);
    let ledger: OpenLedger | undefined;
    try {
      await opening.bus.look();
      ledger = await connect(opening, before);
      const running = await ledger.client.getAppAndVersion();
      // Still the dashboard: it has not gone yet.
      if (checkApp(running, opening.needs.network) === 'ready') return { ledger, running };
      throw new HardwareError('wrong-app', 'The app was not opened on the Ledger in time. Nothing was done.');
    } catch (error) {
      if (ledger && !opening.follow.signal.aborted) await closeQuietly(ledger.link);
      // Half back, or not yet this user's: the next look may find it whole.
      if (left <= 0 || opening.follow.signal.aborted || isFinal(error)) throw error;
    }
  }
}

const isFinal = (error: unknown): boolean =>
  error instanceof HardwareError && ['app-too-old', 'wrong-network', 'several-devices'].includes(error.kind);

const closeQuietly = (link: ApduLink): Promise<void> => link.close().catch(() => undefined);

function pause(ms: number, { timer, follow: { signal } }: Opening): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(new LinkError('Cancelled', 'cancelled while waiting'));
    };
    const cancel = timer.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
