// Drills, pace, gifts of coins and blocks reach the practice fleet, and nothing but the practice fleet.
import { expect, it } from 'vitest';
import { practiceHandlers } from '../../../electron/core/handlers/practice.ts';
import type { ToPractice } from '../../../shared/domain/practice.ts';

const caller = { via: 'window', session: 'test' } as const;

it('hands a drill and a pace to the running practice fleet', async () => {
  const told: ToPractice[] = [];
  const handlers = practiceHandlers({
    lifecycle: { practice: () => ({ tell: (message) => void told.push(message), stop: () => undefined }) },
  });
  expect(await handlers['practice.drill']({ name: 'flood' }, caller)).toEqual({ ok: true, value: {} });
  expect(await handlers['practice.setSpeed']({ factor: 10 }, caller)).toEqual({ ok: true, value: {} });
  expect(told).toEqual([
    { type: 'drill', name: 'flood' },
    { type: 'speed', factor: 10 },
  ]);
});

it('refuses both where the money is real', async () => {
  const handlers = practiceHandlers({ lifecycle: { practice: () => undefined } });
  expect(await handlers['practice.drill']({ name: 'flood' }, caller)).toMatchObject({ code: 'not_practice' });
  expect(await handlers['practice.setSpeed']({ factor: 2 }, caller)).toMatchObject({ code: 'not_practice' });
});

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

it('asks the faucet and the miner of the pretend chain, and no address of another network', async () => {
  const told: ToPractice[] = [];
  const handlers = practiceHandlers({
    lifecycle: { practice: () => ({ tell: (message) => void told.push(message), stop: () => undefined }) },
  });
  const give = (address: string, valueMsat: string) =>
    handlers['practice.giveCoins']({ address, valueMsat: valueMsat as never }, caller);
  expect(await give(ADDRESS, '5000000000')).toMatchObject({ ok: true });
  expect(await handlers['practice.mine']({ blocks: 6 }, caller)).toMatchObject({ ok: true });
  for (const [address, valueMsat, code] of [
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', '5000000000', 'wrong_network'],
    [ADDRESS, '5000000001', 'bad_amount'],
    [ADDRESS, '999000', 'bad_amount'],
    [ADDRESS, '1000000001000', 'bad_amount'],
  ] as const)
    expect(await give(address, valueMsat)).toMatchObject({ ok: false, code });
  expect(told).toEqual([
    { type: 'faucet', address: ADDRESS, sats: 5_000_000 },
    { type: 'mine', blocks: 6 },
  ]);
});

it('gives and mines nothing where the money is real', async () => {
  const handlers = practiceHandlers({ lifecycle: { practice: () => undefined } });
  expect(
    await handlers['practice.giveCoins']({ address: ADDRESS, valueMsat: '5000000000' as never }, caller),
  ).toMatchObject({ code: 'not_practice' });
  expect(await handlers['practice.mine']({ blocks: 1 }, caller)).toMatchObject({ code: 'not_practice' });
});
