// Cast: the six agents of the practice fleet.
import type { Character } from '../../../shared/domain/practice.ts';
import type { CharacterSpec } from './character.ts';
import { injected } from './injected.ts';
import { researcher } from './researcher.ts';
import { scraper } from './scraper.ts';
import { shopper } from './shopper.ts';
import { victim } from './victim.ts';
import { writer } from './writer.ts';

export const CAST: Readonly<Record<Character, CharacterSpec>> = {
  researcher,
  scraper,
  shopper,
  injected,
  victim,
  writer,
};
