// Where the window is: remembered from start to start, and always put where a person can see and grab it.
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../store/clock.ts';

/** In the pixels the window system counts in; a screen left of the first has a negative `x`. */
export type Area = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};
/** `x` and `y` absent: in the middle of the first screen. */
export type Place = { readonly area: Area; readonly maximized: boolean };

export const WINDOW_SIZE = { width: 1_440, height: 900 } as const;
export const LEAST_SIZE = { width: 960, height: 600 } as const;

const side = z.number().int().min(-100_000).max(100_000);
const remembered = z.strictObject({
  area: z.strictObject({ x: side, y: side, width: side.min(1), height: side.min(1) }),
  maximized: z.boolean(),
});

const overlap = (a: Area, b: Area): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

const between = (least: number, value: number, most: number): number =>
  Math.max(least, Math.min(value, most));

/**
 * The place to open at: the remembered one moved and shrunk into the screen it lies on the most, or the middle of the first screen
 * when it lies on none (a screen was unplugged). `screens` are work areas, the first one first; with none known the size stays.
 */
export function placeWindow(saved: Place | undefined, screens: readonly Area[]): Place {
  const wanted = saved?.area ?? { x: 0, y: 0, ...WINDOW_SIZE };
  const seen = saved ? screens.filter((screen) => overlap(screen, wanted) > 0) : [];
  const home = seen.toSorted((a, b) => overlap(b, wanted) - overlap(a, wanted))[0];
  const screen = home ?? screens[0];
  const maximized = saved?.maximized ?? false;
  if (!screen) return { area: wanted, maximized };
  const fit = (value: number, least: number, most: number): number =>
    between(Math.min(least, most), value, most);
  const width = fit(wanted.width, LEAST_SIZE.width, screen.width);
  const height = fit(wanted.height, LEAST_SIZE.height, screen.height);
  const x = home ? wanted.x : screen.x + Math.floor((screen.width - width) / 2);
  const y = home ? wanted.y : screen.y + Math.floor((screen.height - height) / 2);
  return {
    area: {
      width,
      height,
      x: between(screen.x, x, screen.x + screen.width - width),
      y: between(screen.y, y, screen.y + screen.height - height),
    },
    maximized,
  };
}

export type PlaceMemory = {
  /** undefined at the first start and when the file cannot be used. */
  readonly read: () => Place | undefined;
  /** What was read or noted last. */
  readonly last: () => Place | undefined;
  /** Written a moment later; losing one loses nothing. */
  readonly note: (place: Place) => void;
};

const SETTLE_MS = 800;

export function createPlaceMemory(folder: string, clock: Pick<Clock, 'after'>): PlaceMemory {
  const path = join(folder, 'window.json');
  let last: Place | undefined;
  let waiting: (() => void) | undefined;
  const write = async (text: string): Promise<void> => {
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  };
  return {
    read: () => {
      try {
        last = remembered.parse(JSON.parse(readFileSync(path, 'utf8')));
        return last;
      } catch {
        return undefined;
      }
    },
    last: () => last,
    note: (place) => {
      const text = JSON.stringify(place);
      if (last !== undefined && text === JSON.stringify(last)) return;
      last = place;
      waiting?.();
      waiting = clock.after(SETTLE_MS, () => {
        waiting = undefined;
        write(text).catch(() => undefined);
      });
    },
  };
}
