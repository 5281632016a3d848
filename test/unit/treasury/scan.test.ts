// Scan: every used address is found however the gaps lie, nothing is asked beyond the gap, and a cancelled scan asks no more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChainTransaction } from '../../../electron/bitcoin/chain-source.ts';
import { GAP_LIMIT, MOST_ADDRESSES, scanAccount } from '../../../electron/treasury/scan.ts';
import type { Place } from '../../../electron/treasury/cold-account.ts';

const scriptAt = ({ change, index }: Place): string => `${change}/${index}`;
const payment = (script: string): ChainTransaction => ({
  txid: script,
  block: null,
  inputs: [],
  outputs: [],
  fee: null,
  vsize: 1,
});

function chainOf(used: ReadonlySet<string>, delay: (script: string) => number = () => 0) {
  const asked: string[] = [];
  return {
    asked,
    history: async (script: string) => {
      asked.push(script);
      for (let turns = delay(script); turns > 0; turns -= 1) await Promise.resolve();
      return used.has(script) ? [payment(script)] : [];
    },
  };
}

const never = new AbortController().signal;

describe('a scan', () => {
  it('lets others have their turn after every few addresses it derives', async () => {
    const used = new Set(Array.from({ length: 100 }, (_, index) => `0/${index}`));
    let [derived, most, ended] = [0, 0, false];
    const others = (async () => {
      while (!ended) {
        await new Promise(setImmediate);
        most = Math.max(most, derived);
        derived = 0;
      }
    })();
    await scanAccount({
      source: chainOf(used),
      scriptAt: (place) => {
        derived += 1;
        return scriptAt(place);
      },
      signal: never,
    });
    ended = true;
    await others;
    expect(most).toBeGreaterThan(0);
    // One turn's share before the others look, one after.
    expect(most).toBeLessThanOrEqual(8);
  });

  it('finds every used address with gaps below the limit, in whatever order answers come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: GAP_LIMIT }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: GAP_LIMIT }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        async (receiveGaps, changeGaps, salt) => {
          const places = (gaps: readonly number[], change: 0 | 1): string[] => {
            let index = -1;
            return gaps.map((gap) => scriptAt({ change, index: (index += gap) }));
          };
          const used = new Set([...places(receiveGaps, 0), ...places(changeGaps, 1)]);
          const chain = chainOf(used, (script) => (script.length * salt) % 5);
          const { addresses, transactions } = await scanAccount({ source: chain, scriptAt, signal: never });
          expect(new Set(transactions.map(({ txid }) => txid))).toEqual(used);
          expect(new Set(addresses.filter((address) => address.used).map(({ script }) => script))).toEqual(
            used,
          );
          expect(new Set(chain.asked).size).toBe(chain.asked.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('by a source that calls every address used ends', async () => {
    let asked = 0;
    const source = {
      history: (script: string) => {
        asked += 1;
        return Promise.resolve([payment(script)]);
      },
    };
    await expect(scanAccount({ source, scriptAt, signal: never })).rejects.toMatchObject({
      name: 'ChainError',
      kind: 'nonsense',
    });
    expect(asked).toBeLessThanOrEqual(2 * MOST_ADDRESSES);
  });

  it('of an empty account asks a gap on each chain and no more', async () => {
    const chain = chainOf(new Set());
    await scanAccount({ source: chain, scriptAt, signal: never });
    expect(chain.asked).toHaveLength(2 * GAP_LIMIT);
  });

  it('goes a gap beyond what is known to be used, even when the source has forgotten it', async () => {
    const chain = chainOf(new Set());
    await scanAccount({ source: chain, scriptAt, signal: never, knownUsed: [30, -1] });
    expect(chain.asked).toContain(`0/${30 + GAP_LIMIT}`);
  });

  it('tells how far it is, and stops asking when it is cancelled', async () => {
    const chain = chainOf(new Set(Array.from({ length: 500 }, (_, index) => `0/${index}`)));
    const abort = new AbortController();
    const told: number[] = [];
    const scan = scanAccount({
      source: chain,
      scriptAt,
      signal: abort.signal,
      onProgress: (asked) => {
        told.push(asked);
        if (asked === 50) abort.abort(new Error('cancelled'));
      },
    });
    await expect(scan).rejects.toThrow('cancelled');
    expect(told.slice(0, 3)).toEqual([1, 2, 3]);
    expect(chain.asked.length).toBeLessThan(70);
  });
});
