// The commit queue: what one turn asks for is durable together, fails alone, and leaves in the turn of its commit.
import { describe, expect, it } from 'vitest';
import { createCommitQueue } from '../../../electron/gate/commit-queue.ts';

/** Counts transactions; `fails` says whether the one with these works can be committed. */
function queueOver(fails: (works: number) => boolean = () => false) {
  const story: string[] = [];
  const queue = createCommitQueue({
    write: (work) => {
      const begun = story.length;
      story.push('begin');
      const value = work();
      const works = story.slice(begun).filter((line) => line.startsWith('work')).length;
      if (fails(works)) {
        story.push('rollback');
        throw new Error('the disk is full');
      }
      story.push('commit');
      return value;
    },
  });
  const add = (name: string): Promise<string> =>
    queue.add(
      () => (story.push(`work ${name}`), name),
      () => void story.push(`committed ${name}`),
    );
  return { queue, add, story };
}

describe('requests of one turn', () => {
  it('share one transaction, in their order, and are told of it after the commit', async () => {
    const { add, story } = queueOver();
    expect(await Promise.all([add('a'), add('b'), add('c')])).toEqual(['a', 'b', 'c']);
    expect(story).toEqual([
      'begin',
      'work a',
      'work b',
      'work c',
      'commit',
      'committed a',
      'committed b',
      'committed c',
    ]);
  });

  it('are told in the very turn of the commit: nothing else runs in between', async () => {
    const { add, queue, story } = queueOver();
    const first = queue.add(
      () => queueMicrotask(() => story.push('a freeze')),
      () => void story.push('ordered'),
    );
    await Promise.all([first, add('b')]);
    expect(story.indexOf('ordered')).toBeLessThan(story.indexOf('a freeze'));
  });

  it('of a later turn get a transaction of their own', async () => {
    const { add, story } = queueOver();
    await add('a');
    await add('b');
    expect(story.filter((line) => line === 'begin')).toHaveLength(2);
  });

  it('are cut into transactions of bounded length', async () => {
    const { add, story } = queueOver();
    await Promise.all(Array.from({ length: 300 }, (_, index) => add(String(index))));
    expect(story.filter((line) => line === 'commit')).toHaveLength(3);
    expect(story.filter((line) => line.startsWith('committed'))).toHaveLength(300);
  });
});

describe('what cannot be written', () => {
  it('takes no other with it: each is tried by itself', async () => {
    const { add, queue, story } = queueOver();
    const broken = queue.add(() => {
      throw new Error('a bug');
    });
    const settled = await Promise.allSettled([add('a'), broken, add('b')]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(story.filter((line) => line.startsWith('committed'))).toEqual(['committed a', 'committed b']);
  });

  it('is told to nobody as done when the commit fails', async () => {
    const { add, story } = queueOver(() => true);
    const settled = await Promise.allSettled([add('a'), add('b')]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(story.some((line) => line.startsWith('committed'))).toBe(false);
  });

  it('is written once each when only the shared transaction fails', async () => {
    const { add, story } = queueOver((works) => works > 1);
    expect(await Promise.all([add('a'), add('b')])).toEqual(['a', 'b']);
    expect(story.filter((line) => line.startsWith('committed'))).toEqual(['committed a', 'committed b']);
  });

  it('does not keep the queue from what comes after it', async () => {
    let full = true;
    const { add } = queueOver(() => full);
    await expect(add('a')).rejects.toThrow('full');
    full = false;
    expect(await add('b')).toBe('b');
  });
});

it('a fault in what follows the commit is told to its own caller alone', async () => {
  const { add, queue } = queueOver();
  const faulty = queue.add(
    () => 'written',
    () => {
      throw new Error('no node');
    },
  );
  const [first, second] = await Promise.allSettled([faulty, add('b')]);
  expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
});
