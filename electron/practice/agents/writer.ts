// Nostr writer: pays a few sats for relay space and zaps, and is sometimes tipped itself.
import type { CharacterSpec } from './character.ts';

const FEES = [
  'Relay write fee, one note',
  'Zap: thank you',
  'Media upload, 1 image',
  'Boost for one hour',
] as const;
const TIPS = ['Zap for your note on channel reserves', 'Tip from a reader', 'Zap: great thread'] as const;

export const writer: CharacterSpec = {
  member: {
    character: 'writer',
    name: 'Inkwell',
    purpose: 'Publishes notes and pays relays for space',
    node: 0,
    draw: 'allotted',
    allotmentSats: 30_000,
    singleSats: 500,
    dailySats: 20_000,
    hotSats: 60_000,
  },
  next: (turn, dice) => ({
    waitMs: turn === 0 ? 1_200 : dice.between(3_500, 6_500),
    purchases: [{ payee: 'letterpress', sats: dice.between(1, 25), description: dice.pick(FEES) }],
    ...(turn % 7 === 5
      ? { earn: { payee: 'letterpress', sats: dice.between(21, 210), description: dice.pick(TIPS) } }
      : {}),
  }),
  drills: {},
};
