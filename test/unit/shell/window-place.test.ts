// Where the window opens: what was remembered, moved and shrunk until a person can see and grab it.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { scratchFolder } from '../../support/scratch.ts';
import {
  createPlaceMemory,
  placeWindow,
  type Area,
  type Place,
} from '../../../electron/shell/window-place.ts';

const FULL_HD: Area = { x: 0, y: 0, width: 1_920, height: 1_080 };
const LEFT: Area = { x: -1_280, y: 0, width: 1_280, height: 1_024 };
const place = (x: number, y: number, width = 1_440, height = 900): Place => ({
  area: { x, y, width, height },
  maximized: false,
});

describe('placing the window', () => {
  it.each<[string, Place | undefined, readonly Area[], Area]>([
    [
      'opens in the middle at the first start',
      undefined,
      [FULL_HD],
      { x: 240, y: 90, width: 1_440, height: 900 },
    ],
    ['stays where it was', place(100, 50), [FULL_HD], place(100, 50).area],
    [
      'stays on the second screen',
      place(-1_200, 10, 1_000, 700),
      [FULL_HD, LEFT],
      place(-1_200, 10, 1_000, 700).area,
    ],
    [
      'comes home from a screen that is gone',
      place(-1_200, 10, 1_000, 700),
      [FULL_HD],
      place(460, 190, 1_000, 700).area,
    ],
    ['comes back over the edge', place(1_000, 500), [FULL_HD], place(480, 180).area],
    ['never has its bar above the screen', place(0, -300), [FULL_HD], place(0, 0).area],
    [
      'shrinks to a screen of 1024×768',
      undefined,
      [{ x: 0, y: 0, width: 1_024, height: 768 }],
      place(0, 0, 1_024, 768).area,
    ],
    [
      'shrinks below its least size rather than over the edge',
      undefined,
      [{ x: 0, y: 0, width: 800, height: 480 }],
      place(0, 0, 800, 480).area,
    ],
    ['is never smaller than can be used', place(0, 0, 10, 10), [FULL_HD], place(0, 0, 960, 600).area],
    ['keeps its size where no screen is known', place(7, 8), [], place(7, 8).area],
  ])('%s', (_what, saved, screens, expected) => {
    expect(placeWindow(saved, screens).area).toEqual(expected);
  });

  it('lies wholly on one screen, whatever was remembered', () => {
    const number = fc.integer({ min: -100_000, max: 100_000 });
    const size = fc.integer({ min: 1, max: 20_000 });
    const area = fc.record({ x: number, y: number, width: size, height: size });
    fc.assert(
      fc.property(fc.option(area), fc.array(area, { minLength: 1, maxLength: 4 }), (saved, screens) => {
        const { area: put } = placeWindow(saved ? { area: saved, maximized: false } : undefined, screens);
        const inside = screens.some(
          (screen) =>
            put.x >= screen.x &&
            put.y >= screen.y &&
            put.x + put.width <= screen.x + screen.width &&
            put.y + put.height <= screen.y + screen.height,
        );
        expect(inside).toBe(true);
        expect(put.width).toBeGreaterThan(0);
      }),
    );
  });
});

describe('remembering the place', () => {
  it('writes the last of many moves, once, for the next start', async () => {
    const folder = scratchFolder();
    const clock = createFakeClock();
    const memory = createPlaceMemory(folder, clock);
    expect(memory.read()).toBeUndefined();
    for (let x = 0; x < 100; x += 1) memory.note(place(x, 5));
    clock.advance(1);
    await vi.waitFor(() => expect(createPlaceMemory(folder, clock).read()).toEqual(place(99, 5)));
    expect(statSync(join(folder, 'window.json')).mode & 0o077).toBe(0);
    memory.note(place(99, 5));
    expect(clock.pendingTimers()).toBe(0);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"area":{"x":1e400,"y":0,"width":1,"height":1},"maximized":false}',
    '{"area":null}',
  ])('begins anew from a file that holds %j', (content) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'window.json'), content);
    expect(createPlaceMemory(folder, createFakeClock()).read()).toBeUndefined();
    expect(readFileSync(join(folder, 'window.json'), 'utf8')).toBe(content);
  });

  it('goes on without a memory when it cannot be written', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'window.json.new'));
    const clock = createFakeClock();
    const memory = createPlaceMemory(folder, clock);
    memory.note(place(1, 1));
    clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(memory.last()).toEqual(place(1, 1));
  });
});
