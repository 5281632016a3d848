// Chain link: a source is tried before it is stored, believed only on the fleet's network, and its silence is told and not guessed around.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChainError } from '../../../electron/bitcoin/chain-source.ts';
import { openTreasury, OPERATOR, type TreasuryBench } from './treasury-bench.ts';

const ESPLORA = { kind: 'esplora', url: 'http://127.0.0.1:1' } as const;

describe('a chain source', () => {
  let bench: TreasuryBench;
  beforeEach(() => {
    bench = openTreasury();
  });
  afterEach(() => bench.close());
  const link = () => bench.treasury().link;

  it('that answers and is on the network is stored, logged with what was before, and used', async () => {
    expect(link().state()).toMatchObject({ state: 'none', source: { kind: 'none' } });
    expect(await link().set(ESPLORA, OPERATOR)).toMatchObject({ ok: true });
    await link().ask();
    expect(link().state()).toMatchObject({ state: 'ready', source: ESPLORA, height: 200 });
    expect(bench.entries().at(-1)).toMatchObject({
      action: 'set-chain-source',
      body: { before: { kind: 'none' }, after: ESPLORA },
    });
  });

  it.each([
    ['is on another network', 'mainnet', 'wrong_network'],
    ['is on a network nobody knows', 'unknown', 'wrong_network'],
  ] as const)('that %s is not stored', async (_what, network, code) => {
    bench.chain.networkIs = network;
    expect(await link().set(ESPLORA, OPERATOR)).toMatchObject({ ok: false, code });
    expect(link().state()).toMatchObject({ state: 'none' });
    expect(bench.entries()).toEqual([]);
  });

  it('that does not answer is not stored, and the one in use stays', async () => {
    await link().set(ESPLORA, OPERATOR);
    bench.chain.failNext.tip = new ChainError('unreachable', 'connection refused');
    const other = { kind: 'esplora', url: 'http://127.0.0.1:2' } as const;
    expect(await link().set(other, OPERATOR)).toMatchObject({ ok: false, code: 'unreachable' });
    await link().ask();
    expect(link().state()).toMatchObject({ state: 'ready', source: ESPLORA });
  });

  it('that turns out to be of another network after a start is not believed', async () => {
    await link().set(ESPLORA, OPERATOR);
    await bench.crash();
    bench.chain.networkIs = 'mainnet';
    await bench.restart();
    expect(link().state()).toMatchObject({ state: 'wrong-network' });
    expect(link().source()).toBeNull();
  });

  it('that falls silent is said to be silent, and is used again when it answers', async () => {
    await bench.begin();
    bench.chain.failNext.tip = new ChainError('unreachable', 'timeout');
    await link().ask();
    expect(link().state()).toMatchObject({ state: 'unreachable', height: 200 });
    await link().ask();
    expect(link().state()).toMatchObject({ state: 'ready' });
  });

  it('whose adapter has a bug is one that does not answer, and the bug is noted', async () => {
    await bench.begin();
    bench.chain.tip = () => Promise.reject(new TypeError('a bug'));
    await link().ask();
    expect(link().state()).toMatchObject({ state: 'unreachable' });
    expect(link().state().note).not.toContain('a bug');
    expect(bench.faults).toHaveLength(1);
  });
});
