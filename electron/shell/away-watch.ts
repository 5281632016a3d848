// Tells that nobody is there: the system says it goes to sleep or locks its screen, or it slept and woke without having said so.
import { spawn } from 'node:child_process';
import { uptime } from 'node:os';
import type { Clock } from '../store/clock.ts';

export type AwayWatch = { readonly stop: () => void };

/** A loaded machine may be late by seconds; one that slept is late by more. */
const ASLEEP_MS = 5_000;
const LOOK_EVERY_MS = 2_000;

/** true for a line of `gdbus monitor` by which systemd-logind says that the session is left (org.freedesktop.login1). */
export const saysAway = (line: string): boolean =>
  /: org\.freedesktop\.login1\.(Manager\.PrepareForSleep \(true,?\)|Session\.Lock \(\))\s*$/.test(line);

/**
 * The clock that counts through sleep (CLOCK_BOOTTIME) against the one that does not (CLOCK_MONOTONIC): what the first is ahead, the
 * machine slept. A changed wall clock moves neither.
 */
export function watchForSleep(deps: {
  readonly clock: Pick<Clock, 'monotonic' | 'after'>;
  /** Milliseconds since the machine was started, sleep included. */
  readonly sinceBoot: () => number;
  readonly onAway: () => void;
}): AwayWatch {
  const { clock, sinceBoot, onAway } = deps;
  const ahead = (): number => sinceBoot() - clock.monotonic();
  let before = ahead();
  let cancel: () => void;
  const look = (): void => {
    const now = ahead();
    if (now - before > ASLEEP_MS) onAway();
    before = now;
    cancel = clock.after(LOOK_EVERY_MS, look);
  };
  cancel = clock.after(LOOK_EVERY_MS, look);
  return { stop: () => cancel() };
}

/** Both ways, for a shell without Electron's own. The system's word comes before it sleeps, the clocks' only afterwards. */
export function watchForAway({
  clock,
  onAway,
}: {
  readonly clock: Clock;
  readonly onAway: () => void;
}): AwayWatch {
  const asleep = watchForSleep({ clock, onAway, sinceBoot: () => uptime() * 1_000 });
  const bus = process.platform === 'linux' ? listenToLogind(onAway) : undefined;
  return {
    stop: () => {
      asleep.stop();
      bus?.stop();
    },
  };
}

function listenToLogind(onAway: () => void): AwayWatch {
  // SECURITY: found by the path as notify-send is; its words can do no more than lock the screen.
  const child = spawn('gdbus', ['monitor', '--system', '--dest', 'org.freedesktop.login1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let rest = '';
  child.on('error', () => undefined);
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk) => {
    const lines = (rest + String(chunk)).split('\n');
    rest = (lines.pop() ?? '').slice(-4_096);
    if (lines.some(saysAway)) onAway();
  });
  child.unref();
  return { stop: () => void child.kill() };
}
