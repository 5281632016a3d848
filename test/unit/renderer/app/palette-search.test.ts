// The palette finds by the beginnings of words, best first.
import { describe, expect, it } from 'vitest';
import { findCommands } from '../../../../renderer/app/palette-search.ts';

const ITEMS = [
  { label: 'Go to Overview' },
  { label: 'Freeze fleet …', also: 'stop panic' },
  { label: 'Research bot 3', also: 'agent buys articles' },
  { label: 'Scraper north', also: 'agent pays for stops' },
];
const labels = (typed: string): string[] => findCommands(ITEMS, typed).map(({ label }) => label);

describe('palette', () => {
  it('shows everything when nothing is typed', () => expect(labels('  ')).toHaveLength(ITEMS.length));
  it('finds by the beginning of any word', () => expect(labels('over')).toEqual(['Go to Overview']));
  it('does not find by the middle of a word', () => expect(labels('verview')).toEqual([]));
  it('wants every word typed, in any order', () => expect(labels('3 res')).toEqual(['Research bot 3']));
  it('knows other words for a command', () => expect(labels('panic')).toEqual(['Freeze fleet …']));
  it('puts a command named so before one that only mentions it', () =>
    expect(labels('stop')).toEqual(['Freeze fleet …', 'Scraper north']));
  it('does not take what is typed for a pattern', () => expect(labels('.*')).toHaveLength(ITEMS.length));
});
