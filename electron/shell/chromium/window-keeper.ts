// Keeps Chromium's window on the screen and remembers where it was put. The protocol tells no move, so the place is asked for now and then.
import type { Clock } from '../../store/clock.ts';
import { placeWindow, type Area, type Place, type PlaceMemory } from '../window-place.ts';
import type { CdpParams, PipeClient } from './pipe-client.ts';

export type WindowKeeper = {
  /** Into the screen it is on, and to the place it had. */
  readonly settle: () => Promise<void>;
  readonly stop: () => void;
};

export type WindowKeeperDeps = {
  readonly client: Pick<PipeClient, 'send'>;
  /** Session of the page, and the target it is. */
  readonly session: string;
  readonly target: string;
  readonly saved: Place | undefined;
  readonly memory: PlaceMemory;
  readonly clock: Pick<Clock, 'after'>;
};

const LOOK_EVERY_MS = 2_000;
const ATTEMPTS = 20;
const AGAIN_MS = 250;

type Bounds = {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  readonly windowState?: string;
};

export function createWindowKeeper(deps: WindowKeeperDeps): WindowKeeper {
  const { client, session, target, saved, memory, clock } = deps;
  let windowId: number | undefined;
  let cancel: (() => void) | undefined;
  let stopped = false;

  const screenOf = async (): Promise<Area | undefined> => {
    const expression =
      'JSON.stringify([screen.availLeft, screen.availTop, screen.availWidth, screen.availHeight])';
    const { result } = await client.send('Runtime.evaluate', { expression, returnByValue: true }, session);
    const [x, y, width, height] = JSON.parse(String((result as CdpParams)['value'])) as number[];
    if (!x && x !== 0) return undefined;
    return { x, y: y ?? 0, width: width ?? 0, height: height ?? 0 };
  };

  const look = async (): Promise<Bounds> => {
    const found = await client.send('Browser.getWindowForTarget', { targetId: target });
    windowId = Number(found['windowId']);
    return found['bounds'] as Bounds;
  };

  const remember = async (): Promise<void> => {
    const { left = 0, top = 0, width = 0, height = 0, windowState } = await look();
    const maximized = windowState === 'maximized';
    if (stopped || width < 1 || height < 1 || (windowState !== 'normal' && !maximized)) return;
    const normal = maximized ? memory.last()?.area : undefined;
    memory.note({ area: normal ?? { x: left, y: top, width, height }, maximized });
  };

  const watch = (): void => {
    if (stopped) return;
    cancel = clock.after(LOOK_EVERY_MS, () => void remember().then(watch, watch));
  };

  const fit = async (): Promise<void> => {
    const bounds = await look();
    const screen = await screenOf();
    if (screen && screen.width > 0 && bounds.width !== undefined) {
      const { left: x = 0, top: y = 0, width, height = 0 } = bounds;
      // Where it is now, not where it was: the window system has put it on a screen that exists.
      const now = { x, y, width, height };
      const { area, maximized } = placeWindow({ area: now, maximized: saved?.maximized ?? false }, [screen]);
      if (area.x !== x || area.y !== y || area.width !== width || area.height !== height) {
        await client.send('Browser.setWindowBounds', {
          windowId,
          bounds: { left: area.x, top: area.y, width: area.width, height: area.height },
        });
      }
      if (maximized)
        await client.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'maximized' } });
    }
  };

  return {
    settle: async () => {
      // While the page is being loaded there is a moment in which it cannot be asked.
      for (let attempt = 0; attempt < ATTEMPTS && !stopped; attempt += 1) {
        try {
          await fit();
          break;
        } catch {
          await new Promise<void>((resolve) => clock.after(AGAIN_MS, resolve));
        }
      }
      watch();
    },
    stop: () => {
      stopped = true;
      cancel?.();
    },
  };
}
