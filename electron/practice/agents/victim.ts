// Look-alike victim: pays contractors, and once in a while an “updated” invoice of somebody who imitates one of them.
import type { CharacterSpec, Purchase } from './character.ts';
import type { Dice } from '../seeded.ts';

const WORK = [
  { payee: 'compute', text: 'GPU hours, batch {n}' },
  { payee: 'archive', text: 'Indexing work, sheet {n}' },
  { payee: 'compute', text: 'Nightly build runner, job {n}' },
] as const;

const paid = (dice: Dice): Purchase => {
  const { payee, text } = dice.pick(WORK);
  return {
    payee,
    sats: dice.between(1_000, 8_000),
    description: text.replace('{n}', String(dice.between(100, 999))),
  };
};

const deceived = (dice: Dice): Purchase => ({
  payee: 'mimic',
  sats: dice.between(4_000, 15_000),
  description: `Meridian Contractors, invoice ${dice.between(2_000, 2_999)} (our bank details have changed)`,
});

export const victim: CharacterSpec = {
  member: {
    character: 'victim',
    name: 'Paymaster',
    purpose: 'Pays contractors and rented machines',
    node: 1,
    draw: 'allotted',
    allotmentSats: 300_000,
    singleSats: 20_000,
    dailySats: 200_000,
    hotSats: 400_000,
  },
  next: (turn, dice) => ({
    waitMs: turn === 0 ? 4_600 : dice.between(10_000, 16_000),
    purchases: [turn % 7 === 4 ? deceived(dice) : paid(dice)],
  }),
  drills: { lookalike: (dice) => ({ waitMs: 0, purchases: [deceived(dice)] }) },
};
