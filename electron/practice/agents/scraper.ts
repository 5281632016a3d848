// Bursty scraper: quiet, then many tiny payments at once. Now and then a burst is more than its in-flight or rate rule bears.
import type { CharacterSpec, Purchase } from './character.ts';
import type { Dice } from '../seeded.ts';

const HOSTS = ['news.example', 'prices.example', 'forum.example', 'filings.example'] as const;

const pages = (count: number, dice: Dice): readonly Purchase[] =>
  Array.from({ length: count }, () => ({
    payee: 'search' as const,
    sats: dice.between(4, 60),
    description: `Crawl ${dice.between(1, 12)} pages of ${dice.pick(HOSTS)}`,
  }));

export const scraper: CharacterSpec = {
  member: {
    character: 'scraper',
    name: 'Crawler 7',
    purpose: 'Fetches pages behind paywalls for the indexing job',
    node: 0,
    draw: 'allotted',
    allotmentSats: 200_000,
    singleSats: 2_000,
    dailySats: 150_000,
    hotSats: 250_000,
  },
  next: (turn, dice) => ({
    waitMs: turn === 0 ? 1_800 : dice.between(14_000, 22_000),
    purchases: pages(turn % 5 === 4 ? 14 : dice.between(2, 5), dice),
  }),
  drills: { flood: (dice) => ({ waitMs: 0, purchases: pages(45, dice) }) },
};
