// Pushes to a page: never more than one under way, nothing lost, nothing piled up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGES, type Change, type ChangePush } from '../../../shared/contract/push.ts';
import { createPushQueue } from '../../../electron/shell/push-queue.ts';

function page() {
  const taken: ChangePush[] = [];
  const acknowledge: (() => void)[] = [];
  const queue = createPushQueue((push) => {
    taken.push(push);
    return new Promise((resolve) => acknowledge.push(resolve));
  });
  const settle = async (): Promise<void> => {
    acknowledge.splice(0).forEach((done) => done());
    await Promise.resolve();
    await Promise.resolve();
  };
  return { queue, taken, settle, underWay: () => acknowledge.length };
}

describe('push queue', () => {
  it('merges a burst into the push under way and one more', async () => {
    const { queue, taken, settle } = page();
    queue.open();
    for (let index = 0; index < 10_000; index += 1) queue.push({ changed: [index % 2 ? 'agents' : 'gate'] });
    expect(taken).toEqual([{ changed: ['gate'] }]);
    await settle();
    expect(taken.slice(1)).toEqual([{ changed: ['gate', 'agents'] }]);
  });

  it('goes on after a delivery that failed', async () => {
    let tries = 0;
    const queue = createPushQueue(() => {
      tries += 1;
      return Promise.reject(new Error('the page is gone'));
    });
    queue.open();
    queue.push({ changed: ['app'] });
    queue.push({ changed: ['gate'] });
    await Promise.resolve();
    await Promise.resolve();
    expect(tries).toBe(2);
  });

  it('sends every change at least once after it happened, one push at a time', async () => {
    const step = fc.oneof(
      fc.constantFrom(...CHANGES).map((change) => ({ do: 'push' as const, change })),
      fc.constantFrom('open' as const, 'close' as const, 'settle' as const).map((what) => ({ do: what })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { queue, taken, settle, underWay } = page();
        const untold = new Set<Change>();
        let read = 0;
        const note = (): void => {
          for (const push of taken.slice(read)) for (const change of push.changed) untold.delete(change);
          read = taken.length;
          expect(underWay()).toBeLessThanOrEqual(1);
        };
        for (const one of steps) {
          if (one.do === 'push') {
            untold.add(one.change);
            queue.push({ changed: [one.change] });
          } else if (one.do === 'settle') await settle();
          else queue[one.do]();
          note();
        }
        queue.open();
        for (let round = 0; round < 3; round += 1) {
          note();
          await settle();
        }
        note();
        expect([...untold]).toEqual([]);
      }),
    );
  });
});
