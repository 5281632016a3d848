// Steady researcher: small, regular payments well inside its limits. The background against which the others stand out.
import type { Act, CharacterSpec, Purchase } from './character.ts';
import type { Dice } from '../seeded.ts';

const PAPERS = [
  'Preprint bundle, monetary networks',
  'Data set: mempool snapshots, week 41',
  'Full text: “Payment channel routing under uncertainty”',
  'Citation graph export, 2,000 nodes',
  'Survey data, self-custody habits',
] as const;

const paper = (dice: Dice): Purchase => ({
  payee: 'archive',
  sats: dice.between(120, 900),
  description: dice.pick(PAPERS),
});

const query = (dice: Dice): Purchase => ({
  payee: 'search',
  sats: dice.between(15, 90),
  description: `Search API, ${dice.between(5, 40)} queries`,
});

const act = (turn: number, dice: Dice): Act => ({
  waitMs: turn === 0 ? 600 : dice.between(5_500, 9_500),
  ...(turn % 6 === 0 ? { ask: turn === 0 ? 'get_info' : 'get_budget' } : {}),
  purchases: [dice.chance(0.45) ? paper(dice) : query(dice)],
});

export const researcher: CharacterSpec = {
  member: {
    character: 'researcher',
    name: 'Atlas',
    purpose: 'Buys papers, data sets and searches for the research desk',
    node: 0,
    draw: 'allotted',
    allotmentSats: 400_000,
    singleSats: 5_000,
    dailySats: 250_000,
    hotSats: 500_000,
  },
  next: act,
  drills: {},
};
