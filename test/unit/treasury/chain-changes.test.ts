// Chain changes: what a block brought, took back or decided, told once each, and nothing counted that is gone.
import { describe, expect, it } from 'vitest';
import type { ChainTransaction } from '../../../electron/bitcoin/chain-source.ts';
import { compareChain } from '../../../electron/treasury/chain-changes.ts';
import type { KnownTransaction } from '../../../electron/treasury/chain-memory.ts';
import { sat } from '../../../shared/domain/sat.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';

const NOW = unixSeconds(1_800_000_000);
const SCRIPT = `0014${'ab'.repeat(20)}`;
const block = (height: number, branch = 'a') => ({
  height,
  hash: `${branch}${height}`.padEnd(64, '0'),
  time: unixSeconds(1_700_000_000 + height),
});
const tx = (
  txid: string,
  place: ChainTransaction['block'],
  spends = `coin of ${txid}`,
): ChainTransaction => ({
  txid,
  block: place,
  inputs: [{ txid: spends, index: 0, sequence: 0xfffffffd, previous: null }],
  outputs: [{ value: sat(1_000n), script: SCRIPT }],
  fee: null,
  vsize: 110,
});

/** What the source says at each tip, one after the other; the events of each. */
function follow(
  ...steps: readonly {
    readonly tip: number;
    readonly found: readonly ChainTransaction[];
    readonly complete?: boolean;
  }[]
) {
  let known: KnownTransaction[] = [];
  const told: string[][] = [];
  for (const { tip, found, complete = true } of steps) {
    const { updates, events } = compareChain({ known, found, complete, tip, now: NOW, wanted: () => 6 });
    known = [...known.filter(({ txid }) => !updates.some((other) => other.txid === txid)), ...updates];
    told.push(
      events.map(
        (event) =>
          `${event.kind} ${event.transaction.txid}${'by' in event ? ` by ${event.by ?? 'nobody'}` : ''}${'wasMature' in event && event.wasMature ? ' (had counted)' : ''}`,
      ),
    );
  }
  return { told, known: Object.fromEntries(known.map(({ txid, state }) => [txid, state])) };
}

describe('what the chain source says', () => {
  it('is told once: seen, and deep enough at the sixth confirmation', () => {
    const { told, known } = follow(
      { tip: 100, found: [tx('a', null)] },
      { tip: 101, found: [tx('a', block(101))] },
      { tip: 105, found: [tx('a', block(101))] },
      { tip: 106, found: [tx('a', block(101))] },
      { tip: 107, found: [tx('a', block(101))] },
    );
    expect(told).toEqual([['seen a'], [], [], ['matured a'], []]);
    expect(known).toEqual({ a: 'confirmed' });
  });

  it('takes back what had counted when its block is gone, and says so', () => {
    const { told, known } = follow(
      { tip: 106, found: [tx('a', block(101))] },
      { tip: 107, found: [tx('a', null)] },
      { tip: 108, found: [tx('a', block(108, 'b'))] },
      { tip: 113, found: [tx('a', block(108, 'b'))] },
    );
    expect(told).toEqual([['seen a', 'matured a'], ['reorganised a (had counted)'], ['returned a'], []]);
    expect(known).toEqual({ a: 'confirmed' });
  });

  it('tells of a block that was replaced by another with the same transaction', () => {
    const { told } = follow(
      { tip: 101, found: [tx('a', block(101))] },
      { tip: 102, found: [tx('a', block(101, 'b'))] },
    );
    expect(told[1]).toEqual(['moved a']);
  });

  it('stops counting what lost its coins to another spend, and names it', () => {
    const { told, known } = follow(
      { tip: 106, found: [tx('a', block(101), 'coin')] },
      { tip: 107, found: [tx('b', block(106, 'b'), 'coin')] },
    );
    expect(told[1]).toEqual(['seen b', 'conflicted a by b (had counted)']);
    expect(known).toEqual({ a: 'conflicted', b: 'pending' });
  });

  it('stops counting what the source knows no longer, and counts it again when it is back', () => {
    const { told, known } = follow(
      { tip: 100, found: [tx('a', null)] },
      { tip: 101, found: [] },
      { tip: 102, found: [] },
      { tip: 103, found: [tx('a', null)] },
    );
    expect(told).toEqual([['seen a'], ['conflicted a by nobody'], [], ['returned a']]);
    expect(known).toEqual({ a: 'pending' });
  });

  it('proves nothing about what was not asked for', () => {
    const { told, known } = follow(
      { tip: 106, found: [tx('a', block(101))] },
      { tip: 106, found: [], complete: false },
    );
    expect(told[1]).toEqual([]);
    expect(known).toEqual({ a: 'confirmed' });
  });

  it('of a replacement is believed even when only a few scripts were asked', () => {
    const { known } = follow(
      { tip: 100, found: [tx('a', null, 'coin')] },
      { tip: 100, found: [tx('b', null, 'coin')], complete: false },
    );
    expect(known).toEqual({ a: 'conflicted', b: 'pending' });
  });
});
