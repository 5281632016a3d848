// Wallet policies (BIP-388) as an operator chooses them: presets by name, or a template of one's own. Pure; core and device judge it.

export type Preset = 'any-1-of-2' | 'any-2-of-2' | 'any-2-of-3' | 'any-3-of-5' | 'heir' | 'own';

type PresetWords = {
  readonly title: string;
  readonly text: string;
  readonly keys: number;
  readonly template: string;
};

const multi = (needed: number, of: number): string =>
  `wsh(sortedmulti(${needed},${Array.from({ length: of }, (_, index) => `@${index}/**`).join(',')}))`;

export const PRESETS: Readonly<Record<Preset, PresetWords>> = {
  'any-2-of-3': {
    title: '2 of 3',
    text: 'Any two of three Ledgers. One may be lost or stolen.',
    keys: 3,
    template: multi(2, 3),
  },
  'any-3-of-5': {
    title: '3 of 5',
    text: 'Any three of five. Two may be lost or stolen.',
    keys: 5,
    template: multi(3, 5),
  },
  'any-2-of-2': {
    title: '2 of 2',
    text: 'Both, always. Losing one loses the money.',
    keys: 2,
    template: multi(2, 2),
  },
  'any-1-of-2': {
    title: '1 of 2',
    text: 'Either alone. A spare key, no second pair of eyes.',
    keys: 2,
    template: multi(1, 2),
  },
  heir: {
    title: 'With a way back',
    text: 'The first key at any time; the second alone after about a year without a move.',
    keys: 2,
    template: 'wsh(or_d(pk(@0/**),and_v(v:pkh(@1/**),older(52560))))',
  },
  own: {
    title: 'My own template',
    text: 'Any miniscript policy the Bitcoin app accepts.',
    keys: 2,
    template: 'wsh(sortedmulti(2,@0/**,@1/**))',
  },
};

/** How many keys a template names: the highest @n and those below it; at most 15, as the call takes. */
export function keysNamed(template: string): number {
  const found = [...template.matchAll(/@(\d{1,2})/g)].map((match) => Number(match[1]));
  return found.length === 0 ? 0 : Math.min(15, Math.max(...found) + 1);
}
