// The cast: the same seed plays the same play, characters keep to their part, and the stage is never empty for long.
import { describe, expect, it } from 'vitest';
import { CAST } from '../../../../electron/practice/agents/cast.ts';
import type { Act, CharacterSpec } from '../../../../electron/practice/agents/character.ts';
import { labelsOf } from '../../../../electron/practice/agents/shops.ts';
import { createPracticeNetwork } from '../../../../electron/practice/lightning/network.ts';
import { createDice, seededRandom } from '../../../../electron/practice/seeded.ts';
import { CHARACTERS } from '../../../../shared/domain/practice.ts';

const play = (spec: CharacterSpec, seed: string, turns = 60): Act[] => {
  const dice = createDice(seededRandom(seed));
  return Array.from({ length: turns }, (_, turn) => spec.next(turn, dice));
};
const purchases = (spec: CharacterSpec, seed = 's') => play(spec, seed).flatMap((act) => act.purchases);
const overSingle = (spec: CharacterSpec, seed = 's') =>
  purchases(spec, seed).filter(({ sats }) => sats > spec.member.singleSats);

describe('a character', () => {
  it.each(CHARACTERS)('%s plays the same for the same seed and otherwise for another', (name) => {
    expect(play(CAST[name], 'a')).toEqual(play(CAST[name], 'a'));
    expect(play(CAST[name], 'a')).not.toEqual(play(CAST[name], 'b'));
  });

  it.each(CHARACTERS)('%s asks for whole, positive amounts and text that fits an invoice', (name) => {
    const drills = Object.values(CAST[name].drills).flatMap(
      (drill) => drill(createDice(seededRandom('d'))).purchases,
    );
    for (const { sats, description } of [...purchases(CAST[name]), ...drills]) {
      expect(Number.isSafeInteger(sats) && sats > 0).toBe(true);
      expect(Buffer.byteLength(description)).toBeLessThanOrEqual(639);
    }
  });

  it.each(['researcher', 'scraper', 'victim', 'writer'] as const)(
    '%s stays under its single limit',
    (name) => {
      expect(overSingle(CAST[name])).toEqual([]);
    },
  );

  it('shopper goes over its limit now and then, the injected one whenever it obeys a page', () => {
    const held = overSingle(CAST.shopper);
    expect(held.length).toBeGreaterThan(5);
    expect(held.length).toBeLessThan(20);
    expect(overSingle(CAST.injected).every(({ payee }) => payee === 'stranger')).toBe(true);
  });
});

describe('the stage', () => {
  /** Start times of every act of everybody, in milliseconds. */
  const times = (seed: string) =>
    CHARACTERS.flatMap((name) => {
      let at = 0;
      return play(CAST[name], `${seed}/${name}`, 80).map((act) => {
        at += act.waitMs;
        return { at, name, act };
      });
    }).sort((a, b) => a.at - b.at);

  it.each(['1', '2', '3'])(
    'with seed %s shows something every few seconds and a hold within fifteen',
    (seed) => {
      const shown = times(seed).filter(({ at }) => at < 180_000);
      expect(shown[0]?.at).toBeLessThan(1_000);
      const gaps = shown.slice(1).map(({ at }, index) => at - (shown[index]?.at ?? 0));
      expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(3_000);
      expect(Math.max(...gaps)).toBeLessThan(7_000);
      const over = shown.find(({ name, act }) =>
        act.purchases.some(({ sats }) => sats > CAST[name].member.singleSats),
      );
      expect(over?.at).toBeLessThan(15_000);
    },
  );

  it('gives every node no more in allotments than it can spend', () => {
    const network = createPracticeNetwork({ seed: 'cast' });
    ['north', 'south', 'market'].forEach((name, index) => {
      const members = Object.values(CAST)
        .map(({ member }) => member)
        .filter(({ node }) => node === index);
      const allotted = members.reduce((sum, { allotmentSats }) => sum + allotmentSats, 0);
      expect(BigInt(allotted) * 1_000n <= network.node(name).balance().sendable).toBe(true);
      for (const member of members) expect(member.allotmentSats).toBeLessThanOrEqual(member.hotSats);
    });
  });
});

describe('the address book', () => {
  it('names no node of the fleet, and holds one key that the impostor imitates at both ends', () => {
    const network = createPracticeNetwork({ seed: 'labels' });
    const labels = labelsOf(network);
    const own = ['north', 'south', 'market'].map((name) => network.node(name).publicKey);
    expect(labels.some(({ destination }) => own.includes(destination))).toBe(false);
    const impostor = network.node('mimic').publicKey;
    const known = labels.find(({ label }) => label === 'Meridian Contractors')?.destination ?? '';
    expect(known).toMatch(/^0[23][0-9a-f]{64}$/);
    expect([known.slice(0, 8), known.slice(-8)]).toEqual([impostor.slice(0, 8), impostor.slice(-8)]);
    expect(known).not.toBe(impostor);
  });
});
