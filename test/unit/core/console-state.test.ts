// What a tray is told: the gate's state and a count, when it changed and not otherwise.
import { describe, expect, it } from 'vitest';
import { createConsoleStateFeed } from '../../../electron/core/console-state.ts';
import { startCoreBench } from '../../support/core-bench.ts';
import type { ConsoleState } from '../../../electron/shell/desktop-shell.ts';

type Fleet = NonNullable<ReturnType<Parameters<typeof createConsoleStateFeed>[0]['fleet']>>;

function make() {
  const shown: ConsoleState[] = [];
  const world = {
    frozen: false,
    doubts: [] as { nodeId: string | null }[],
    waiting: 0,
    open: true,
    keepRunning: false,
  };
  const fleet = {
    kind: 'real',
    freeze: { fleet: () => (world.frozen ? { reason: 'x', at: 1 } : null) },
    gate: { doubts: () => world.doubts },
    read: { approvals: { list: () => Array.from({ length: world.waiting }) } },
  } as unknown as Fleet;
  const feed = createConsoleStateFeed({
    fleet: () => (world.open ? fleet : undefined),
    screenLocked: () => false,
    preferences: () => world,
    show: (state) => void shown.push(state),
  });
  return { shown, world, feed };
}

describe('console state', () => {
  it('is told when it changed, and only for what could have changed it', () => {
    const { shown, world, feed } = make();
    feed.follow({ changed: ['app'] });
    feed.follow({ changed: ['app', 'gate'] });
    expect(shown).toHaveLength(1);
    world.waiting = 2;
    feed.follow({ changed: ['timeline', 'agents'] });
    expect(shown).toHaveLength(1);
    feed.follow({ changed: ['approvals'] });
    expect(shown.at(-1)).toMatchObject({ waiting: 2, gate: 'open' });
  });

  it('is closed by a doubt about everything, not by one about a node; frozen goes before both', () => {
    const { shown, world, feed } = make();
    const gate = (): string | undefined => {
      feed.follow({ changed: ['gate'] });
      return shown.at(-1)?.gate;
    };
    world.doubts = [{ nodeId: 'n1' }];
    expect(gate()).toBe('open');
    world.doubts = [{ nodeId: null }];
    expect(gate()).toBe('closed');
    world.frozen = true;
    expect(gate()).toBe('frozen');
    world.open = false;
    expect(gate()).toBe('off');
  });
});

describe('a core on a shell', () => {
  it('tells the shell at once what the closing of the window means, again when that is changed, and locks when told', async () => {
    const states: ConsoleState[] = [];
    let away = (): void => {};
    const bench = await startCoreBench({
      mode: 'ask',
      shell: { showState: (state) => void states.push(state), onAway: (listener) => void (away = listener) },
    });
    expect(states).toMatchObject([{ gate: 'off', keepRunning: false }]);
    await bench.ask('app.setUpFleet', {});
    await bench.ask('vault.create', { passphrase: 'correct horse battery staple' });
    await bench.ask('settings.set', { keepRunning: true });
    await expect.poll(() => states.at(-1)).toMatchObject({ gate: 'open', keepRunning: true });
    away();
    expect(await bench.code('agents.list', {})).toBe('locked');
    await expect.poll(() => states.at(-1)).toMatchObject({ gate: 'open', screenLocked: true });
    expect(bench.faults).toEqual([]);
  });
});
