// The practice agent: the seed alone decides what it does next, whatever drills and speeds come between.
import { describe, expect, it } from 'vitest';
import { startAgent } from '../../../../electron/practice/agents/agent.ts';
import { CAST } from '../../../../electron/practice/agents/cast.ts';
import type { Purchase } from '../../../../electron/practice/agents/character.ts';
import { createManualClock } from '../manual-clock.ts';

const play = async (drills: number) => {
  const clock = createManualClock();
  const bought: Purchase[] = [];
  const log: string[] = [];
  const agent = startAgent({
    spec: CAST.injected,
    client: {
      request: () => Promise.resolve({ kind: 'result', result: {} }),
      close: () => undefined,
    },
    clock,
    seed: 'x',
    speed: () => 1,
    invoiceFor: (purchase) => {
      bought.push(purchase);
      return 'lnbcrt1x';
    },
    payFrom: () => undefined,
    log: (line) => log.push(line),
  });
  for (let minute = 0; minute < 5; minute += 1) {
    clock.advance(60_000);
    if (minute < drills) agent.drill('injection');
    await new Promise((resolve) => setImmediate(resolve));
  }
  agent.stop();
  const before = bought.length;
  clock.advance(600_000);
  expect(bought).toHaveLength(before);
  return { bought, log };
};

describe('an agent', () => {
  it('goes on with the same play after a drill', async () => {
    const [plain, drilled] = [await play(0), await play(2)];
    expect(drilled.bought.length).toBe(plain.bought.length + 6);
    const rest = [...drilled.bought];
    for (const purchase of plain.bought) {
      const at = rest.findIndex((other) => JSON.stringify(other) === JSON.stringify(purchase));
      expect(at).toBeGreaterThanOrEqual(0);
      rest.splice(at, 1);
    }
  });

  it('writes no control or direction characters of hostile texts into its log', async () => {
    const { log } = await play(5);
    expect(log.length).toBeGreaterThan(10);
    expect(log.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
