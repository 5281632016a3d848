// Chromium's window is put on its screen and asked where it is.
import { describe, expect, it, vi } from 'vitest';
import type { CdpParams } from '../../../../electron/shell/chromium/pipe-client.ts';
import { createWindowKeeper } from '../../../../electron/shell/chromium/window-keeper.ts';
import type { Place } from '../../../../electron/shell/window-place.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

function make(saved?: Place) {
  const clock = createFakeClock();
  const noted: Place[] = [];
  const world = {
    bounds: { left: 10, top: 10, width: 1_440, height: 900, windowState: 'normal' },
    loading: 0,
  };
  const set: CdpParams[] = [];
  const send = vi.fn((method: string, params: CdpParams = {}): Promise<CdpParams> => {
    if (method === 'Browser.getWindowForTarget')
      return Promise.resolve({ windowId: 7, bounds: world.bounds });
    if (method === 'Browser.setWindowBounds') {
      set.push(params);
      return Promise.resolve({});
    }
    if (world.loading > 0) {
      world.loading -= 1;
      return Promise.reject(new Error('Cannot find default execution context'));
    }
    return Promise.resolve({ result: { value: '[0,0,1024,768]' } });
  });
  const memory = { read: () => saved, last: () => saved, note: (place: Place) => void noted.push(place) };
  const keeper = createWindowKeeper({ client: { send }, session: 's', target: 't', saved, memory, clock });
  const settled = async (): Promise<void> => {
    const done = keeper.settle();
    for (let round = 0; round < 10; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(0.3);
    }
    await done;
  };
  return { clock, world, set, noted, keeper, settled };
}

describe('window keeper', () => {
  it('shrinks the window into a small screen, also when the page was still loading', async () => {
    for (const loading of [0, 3]) {
      const { world, set, settled } = make();
      world.loading = loading;
      await settled();
      expect(set).toEqual([{ windowId: 7, bounds: { left: 0, top: 0, width: 1_024, height: 768 } }]);
    }
  });

  it('leaves a window alone that fits', async () => {
    const { world, set, settled } = make();
    world.bounds = { left: 0, top: 0, width: 1_000, height: 700, windowState: 'normal' };
    await settled();
    expect(set).toEqual([]);
  });

  it('is maximized again when it was, and keeps the place it had before', async () => {
    const before = { x: 5, y: 5, width: 1_000, height: 700 };
    const { world, set, noted, clock, settled, keeper } = make({ area: before, maximized: true });
    world.bounds = { left: 0, top: 0, width: 1_024, height: 768, windowState: 'maximized' };
    await settled();
    expect(set).toEqual([{ windowId: 7, bounds: { windowState: 'maximized' } }]);
    clock.advance(3);
    await vi.waitFor(() => expect(noted.at(-1)).toEqual({ area: before, maximized: true }));
    keeper.stop();
  });

  it('forgets a minimized place and asks no more once stopped', async () => {
    const { world, noted, clock, settled, keeper } = make();
    world.bounds = { left: 0, top: 0, width: 1_000, height: 700, windowState: 'minimized' };
    await settled();
    clock.advance(3);
    await new Promise((resolve) => setImmediate(resolve));
    expect(noted).toEqual([]);
    keeper.stop();
    expect(clock.pendingTimers()).toBe(0);
  });
});
