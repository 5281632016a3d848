// The catalogue: what the guide "Security for Agents" asks for and how this console answers, in our own words, as one searchable list.
import { ATTACKS } from './attacks.ts';
import { CONSOLE } from './console.ts';
import { PRACTICE } from './practice.ts';
import { PRINCIPLES } from './principles.ts';
import { REFERENCE } from './reference.ts';
import type { Block, Topic } from './topic.ts';

/** In the order in which they are listed. */
export const TOPICS: readonly Topic[] = [...PRINCIPLES, ...CONSOLE, ...PRACTICE, ...ATTACKS, ...REFERENCE];

export const topicOf = (id: string): Topic | undefined => TOPICS.find((topic) => topic.id === id);

/** Every sentence of a block, for search and for tests. */
export function textsOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [block.text];
    case 'points':
      return [...(block.title === undefined ? [] : [block.title]), ...block.points];
    case 'steps':
      return [...(block.title === undefined ? [] : [block.title]), ...block.steps];
    case 'table':
      return [block.title, ...block.columns, ...block.rows.flat()];
  }
}
