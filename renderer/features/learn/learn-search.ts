// Search over the catalogue: every word must be somewhere in a topic; what stands in a title counts most. Pure.
import { textsOf } from '../../../shared/catalogue/catalogue.ts';
import type { Topic } from '../../../shared/catalogue/topic.ts';

export type Found = {
  readonly topic: Topic;
  /** The first sentence that has a word that was looked for, when neither title nor summary has it. */
  readonly snippet: string | null;
};

/** Without case and accents, so that "defénce" finds "Defence". */
const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

type Indexed = {
  readonly topic: Topic;
  readonly title: string;
  readonly summary: string;
  readonly texts: readonly string[];
};

const index = (topic: Topic): Indexed => ({
  topic,
  title: plain(topic.title),
  summary: plain(topic.summary),
  texts: [...topic.blocks.flatMap(textsOf), ...(topic.here ? [topic.here.words] : [])],
});

/** Best first; all topics in their own order when nothing is typed. */
export function searchTopics(topics: readonly Topic[], typed: string): readonly Found[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return topics.map((topic) => ({ topic, snippet: null }));
  return topics
    .map(index)
    .flatMap((entry, order) => {
      const body = entry.texts.map(plain);
      let weight = 0;
      for (const word of words) {
        if (entry.title.includes(word)) weight += 100;
        else if (entry.summary.includes(word)) weight += 10;
        else if (body.some((text) => text.includes(word))) weight += 1;
        else return [];
      }
      const hidden = words.filter((word) => !entry.title.includes(word) && !entry.summary.includes(word));
      const at = body.findIndex((text) => hidden.some((word) => text.includes(word)));
      return [{ topic: entry.topic, snippet: at < 0 ? null : (entry.texts[at] ?? null), weight, order }];
    })
    .toSorted((a, b) => b.weight - a.weight || a.order - b.order)
    .map(({ topic, snippet }) => ({ topic, snippet }));
}
