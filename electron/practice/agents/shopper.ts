// Over-limit shopper: buys supplies, and every few turns something above its single limit, which then waits for a person.
import type { CharacterSpec, Purchase } from './character.ts';
import type { Dice } from '../seeded.ts';

const SINGLE_SATS = 25_000;

const SUPPLIES = [
  'Label rolls, box of 12',
  'Courier pickup, zone B',
  'Packing tape, recycled',
  'Customs form service',
] as const;
const BIG = [
  'Thermal printer, order {n}',
  'Pallet of cartons, order {n}',
  'Annual pickup contract, order {n}',
] as const;

const order = (dice: Dice, text: string): string => text.replace('{n}', String(dice.between(20_000, 99_999)));

const small = (dice: Dice): Purchase => ({
  payee: 'parcel',
  sats: dice.between(800, 9_000),
  description: dice.pick(SUPPLIES),
});

const overLimit = (dice: Dice): Purchase => ({
  payee: 'parcel',
  sats: dice.between(SINGLE_SATS + 4_000, SINGLE_SATS * 2 - 2_000),
  description: order(dice, dice.pick(BIG)),
});

export const shopper: CharacterSpec = {
  member: {
    character: 'shopper',
    name: 'Quartermaster',
    purpose: 'Orders packing and shipping supplies for the shop',
    node: 2,
    draw: 'dedicated',
    allotmentSats: 0,
    singleSats: SINGLE_SATS,
    dailySats: 400_000,
    hotSats: 1_500_000,
  },
  // Turn 1 comes some eight seconds after the start: the first hold is on screen within fifteen.
  next: (turn, dice) => ({
    waitMs: turn === 0 ? 2_600 : turn === 1 ? 5_200 : dice.between(9_000, 14_000),
    ...(turn % 8 === 3 ? { ask: 'get_balance' as const } : {}),
    purchases: [turn % 6 === 1 ? overLimit(dice) : small(dice)],
  }),
  drills: { 'over-limit': (dice) => ({ waitMs: 0, purchases: [overLimit(dice)] }) },
};
