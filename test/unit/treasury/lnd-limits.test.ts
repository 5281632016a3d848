// A node as chain source knows less than an explorer: what it never saw is not taken for gone, what it cannot watch is not asked for.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NODE, openTreasury, OPERATOR, type TreasuryBench } from './treasury-bench.ts';

let bench: TreasuryBench;
beforeEach(async () => {
  bench = openTreasury();
  await bench.begin();
});
afterEach(() => bench.close());

const toNode = async (): Promise<void> => {
  Object.assign(bench.chain, { kind: 'lnd' });
  expect(await bench.treasury().link.set({ kind: 'lnd', nodeId: NODE }, OPERATOR)).toMatchObject({
    ok: true,
  });
  await bench.treasury().round();
};

it('keeps coins of which a node was told too late, says so, and makes no alarm of it', async () => {
  const account = await bench.makeAccount();
  await bench.fund(account, 300_000);
  const before = bench.entries().length;
  const { history } = bench.chain;
  bench.chain.history = () => Promise.resolve([]);
  await toNode();
  const { sync } = bench.treasury();
  expect(sync.view(bench.account(account.id)).confirmed).toBe(300_000n);
  expect(sync.limit(account)).toMatch(/does not know all/);
  expect(bench.actions().slice(before)).toEqual(['set-chain-source succeeded']);
  // Looked at by hand, the reason is told with what to do.
  const begun = sync.scan(account);
  expect(begun.ok).toBe(true);
  await bench.treasury().operations.idle();
  expect(bench.treasury().operations.newest()).toMatchObject({
    state: 'failed',
    problem: { kind: 'chain', next: expect.stringContaining('Esplora') as string },
  });
  // A node that knows them is believed as anyone.
  bench.chain.history = history;
  await bench.treasury().round();
  expect(sync.limit(account)).toMatch(/only what came after/);
});

it('is not asked about an account that it cannot watch, which stays as it was', async () => {
  const account = await bench.makeAccount();
  await bench.fund(account, 300_000);
  Object.assign(bench.chain, { blindTo: () => 'Not this one.' });
  const asked: string[] = [];
  bench.chain.history = (script) => {
    asked.push(script);
    return Promise.resolve([]);
  };
  await toNode();
  const { sync } = bench.treasury();
  expect(asked).toEqual([]);
  expect(sync.limit(account)).toBe('Not this one.');
  expect(sync.view(bench.account(account.id)).confirmed).toBe(300_000n);
  expect(bench.faults).toEqual([]);
});
