// The clock at start, measured against the chain: a node that cannot vouch for the time does not pay by it.
import { describe, expect, it } from 'vitest';
import { createGateBench } from '../../support/gate-bench.ts';

const HOURS = 3_600;

/** A gate whose node is on mainnet, and sees its last block `age` seconds before now. */
const atStart = async (age: number, synced: boolean) => {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  bench.database.prepare(`UPDATE nodes SET network = 'mainnet'`).run();
  const see = (blockAge: number, isSynced: boolean): void => {
    const state = bench.node.state();
    if (state.kind !== 'ready') throw new Error('the scripted node is ready');
    const blockTime = bench.later(-blockAge);
    const info = { ...state.info, network: 'mainnet' as const, blockTime, synced: isSynced };
    bench.node.setState({ ...state, info });
  };
  see(age, synced);
  await bench.start();
  const invoice = bench.invoice({ seed: 'a', msat: 1_000n, network: 'bitcoin' });
  const answer = await bench.pay(bench.request(agent, invoice.text));
  return { bench, answer, see, reasons: () => bench.gate.doubts().map((doubt) => doubt.reason) };
};

describe('the clock at start', () => {
  it('is in doubt when the newest block of a synced node is too old for it', async () => {
    const { answer, reasons } = await atStart(25 * HOURS, true);
    expect(reasons()).toContain('clock-in-doubt');
    expect(answer).toMatchObject({ kind: 'refused', code: 'gate_closed' });
  });

  it('is not believed because the node, which goes by the same clock, thinks that it is behind', async () => {
    const { bench, answer, reasons } = await atStart(25 * HOURS, false);
    expect(answer).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    expect(reasons()).toContain('node-behind');
    expect(bench.node.orders).toHaveLength(0);
  });

  it('is trusted again once the node has caught up', async () => {
    const { reasons, see } = await atStart(25 * HOURS, false);
    see(600, true);
    expect(reasons()).toEqual([]);
    // Later the node may fall behind as it likes: the clock has been compared, and monotonic time guards it from here.
    see(25 * HOURS, false);
    expect(reasons()).toEqual([]);
  });

  it('is no reason to refuse when an unsynced node saw a block a moment ago', async () => {
    const { answer } = await atStart(600, false);
    expect(answer).toMatchObject({ kind: 'settled' });
  });
});
