// The console of the page: pushes ask anew, a locked screen is noticed, and locking leaves nothing behind.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PRESENCE_SECONDS } from '../../../../shared/contract/call.ts';
import { PRESENCE_MINUTES } from '../../../../renderer/app/PresenceDialog.tsx';
import { createConsole } from '../../../../renderer/bridge/queries.ts';
import { RefusedError } from '../../../../renderer/bridge/refused-error.ts';
import { QueryObserver } from '@tanstack/react-query';
import { createFakeBridge } from '../../../support/fake-bridge.ts';

const setUp = () => {
  const bridge = createFakeBridge({ now: 1_779_281_647 });
  const page = createConsole(bridge);
  const read = (name: 'agents.list' | 'app.status' | 'fleet.overview' | 'settings.get') => {
    const observer = new QueryObserver(page.queries, {
      queryKey: [name, {}],
      queryFn: async () => {
        const answer = await page.client[name]({});
        if (!answer.ok) throw new RefusedError(answer.code, answer.message);
        return answer.value;
      },
    });
    return observer.subscribe(() => {});
  };
  const asked = (name: string): number => bridge.calls.filter((call) => call.name === name).length;
  return { bridge, page, read, asked };
};

describe('console of the page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks anew for what a push made old, and for nothing else', async () => {
    const { bridge, read, asked } = setUp();
    read('agents.list');
    read('settings.get');
    await vi.advanceTimersByTimeAsync(10);
    bridge.push('agents');
    await vi.advanceTimersByTimeAsync(300);
    expect(asked('agents.list')).toBe(2);
    expect(asked('settings.get')).toBe(1);
  });

  it('asks at most twice more for a burst of a thousand pushes', async () => {
    const { bridge, read, asked } = setUp();
    read('agents.list');
    await vi.advanceTimersByTimeAsync(10);
    for (let index = 0; index < 1_000; index++) bridge.push('agents');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked('agents.list')).toBe(3);
  });

  it('asks for the status when a read is refused because the screen is locked', async () => {
    const { bridge, read, asked } = setUp();
    read('app.status');
    await vi.advanceTimersByTimeAsync(10);
    await bridge.call('vault.lock', {});
    await vi.advanceTimersByTimeAsync(1_000);
    const before = asked('app.status');
    read('fleet.overview');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked('app.status')).toBe(before + 1);
  });

  it('forgets what it showed, what was done, and an open question', async () => {
    const { page } = setUp();
    await page.queries.prefetchQuery({ queryKey: ['agents.list', {}], queryFn: () => 'agents' });
    await page.queries.prefetchQuery({ queryKey: ['settings.get', {}], queryFn: () => 'settings' });
    const question = page.presence.ask();
    page.forget();
    expect(await question).toBe(false);
    expect(page.queries.getQueryData(['agents.list', {}])).toBeUndefined();
    expect(page.queries.getQueryData(['settings.get', {}])).toBe('settings');
    expect(page.queries.getMutationCache().getAll()).toEqual([]);
  });

  it('keeps no finished act that nobody looks at, since its arguments may be a passphrase', async () => {
    const { page } = setUp();
    const act = page.queries.getMutationCache().build(page.queries, {
      ...page.queries.getDefaultOptions().mutations,
      mutationFn: async () => 'done',
    });
    await act.execute(undefined);
    await vi.advanceTimersByTimeAsync(10);
    expect(page.queries.getMutationCache().getAll()).toEqual([]);
  });

  it('promises the operator the time the core really allows', () =>
    expect(PRESENCE_MINUTES * 60).toBe(PRESENCE_SECONDS));
});
