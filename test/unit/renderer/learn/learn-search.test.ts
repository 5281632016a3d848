// The search over the catalogue: all words, anywhere, titles first, accents and case aside.
import { describe, expect, it } from 'vitest';
import { TOPICS, textsOf } from '../../../../shared/catalogue/catalogue.ts';
import { searchTopics } from '../../../../renderer/features/learn/learn-search.ts';

const ids = (typed: string): readonly string[] => searchTopics(TOPICS, typed).map(({ topic }) => topic.id);

describe('searching the topics', () => {
  it('lists all in their own order while nothing is typed', () => {
    expect(ids('')).toEqual(TOPICS.map(({ id }) => id));
    expect(ids('   ')).toEqual(ids(''));
  });

  it.each([
    ['freez', 'freeze'],
    ['MACAROON', 'macaroons'],
    ['poisoning', 'poisoning'],
    ['spoofing', 'stride'],
    ['exceeds_single_tx_limit', 'limits'],
    ['shamir', 'backup'],
    ['socks5h', 'network-security'],
    ['défence layered', 'four-principles'],
  ])('finds “%s”', (typed, id) => expect(ids(typed)[0]).toBe(id));

  it('wants every word', () => {
    expect(ids('macaroon zebra')).toEqual([]);
    expect(ids('macaroon monthly')).toContain('rotation');
  });

  it('shows the sentence in which it found what title and summary do not have', () => {
    const [found] = searchTopics(TOPICS, 'deleting record tracks');
    expect(found?.topic.id).toBe('macaroons');
    expect(found?.snippet).toMatch(/cover his tracks/);
    expect(searchTopics(TOPICS, 'freezing')[0]?.snippet).toBeNull();
  });

  it('finds each topic by any sentence in it', () => {
    for (const topic of TOPICS)
      for (const text of topic.blocks.flatMap(textsOf).filter((each) => each.trim() !== ''))
        expect(ids(text), text).toContain(topic.id);
  });
});
