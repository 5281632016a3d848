// Sweeps: hot to cold, exactly what is over the ceiling, to an address a person compared, once, and never forgotten when nobody knows.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenAccount } from '../../../electron/treasury/cold-account.ts';
import { excessOf } from '../../../electron/treasury/sweep-proposals.ts';
import type { AgentId } from '../../../shared/domain/ids.ts';
import { msat, sats } from '../../../shared/domain/money.ts';
import { sat } from '../../../shared/domain/sat.ts';
import { COURIER, openTreasury, OPERATOR, type TreasuryBench } from './treasury-bench.ts';

describe('the excess of an agent', () => {
  it('is whole sats, leaves nothing over the ceiling, and takes less than a sat too much', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 13n), fc.bigInt(0n, 10n ** 13n), (hot, ceiling) => {
        const excess = excessOf({ hot: msat(hot), ceiling: msat(ceiling) });
        if (hot <= ceiling) expect(excess).toBeNull();
        if (excess === null) return;
        expect(excess % 1_000n).toBe(0n);
        expect(excess).toBeLessThanOrEqual(hot);
        expect(excess - (hot - ceiling)).toBeLessThan(1_000n);
        // Only a ceiling of less than a sat can leave a part of one behind.
        if (ceiling >= 1_000n) expect(hot - excess).toBeLessThanOrEqual(ceiling);
      }),
    );
  });

  it('that no transaction could carry is not proposed', () => {
    expect(excessOf({ hot: sats(1_000_329), ceiling: sats(1_000_000) })).toBeNull();
    expect(excessOf({ hot: sats(1_000_330), ceiling: sats(1_000_000) })).toBe(sats(330));
  });
});

describe('a sweep', () => {
  let bench: TreasuryBench;
  let account: OpenAccount;
  const EXCESS = sats(112_400);
  beforeEach(async () => {
    bench = openTreasury();
    await bench.begin();
    account = await bench.makeAccount();
    await bench.done(
      bench.treasury().accounts.checkAddress(account, { change: 0, index: 3 }, null, OPERATOR),
    );
  });
  afterEach(() => bench.close());

  const sweep = (more: object = {}) =>
    bench.treasury().sweeps.sweep(
      {
        agentId: COURIER,
        accountId: account.id,
        index: 3,
        amount: EXCESS,
        feeRate: 2_000,
        reason: 'Weekly',
        ...more,
      },
      OPERATOR,
    );
  const order = () => bench.treasury().sweepRows.newest(1)[0];

  it('debits the agent, has the node pay the checked address, and is told to have arrived when it counts', async () => {
    const answer = await sweep();
    expect(answer).toMatchObject({ ok: true, value: { note: '' } });
    expect(bench.hot.sent).toEqual([
      expect.objectContaining({ address: account.scripts.at(0, 3).address, amount: 112_400n }),
    ]);
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
    expect(order()).toMatchObject({ state: 'sent' });
    await bench.mine(6);
    expect(order()).toMatchObject({ state: 'confirmed' });
    expect(bench.treasury().sync.view(bench.account(account.id)).confirmed).toBe(112_400n);
    expect(bench.actions().filter((action) => action.startsWith('sweep'))).toEqual([
      'sweep asked',
      'sweep started',
      'sweep succeeded',
    ]);
  });

  it('asked for again, and twice at once, is one order with one answer', async () => {
    const [first, second] = await Promise.all([sweep(), sweep()]);
    expect(second).toEqual(first);
    expect(await sweep()).toEqual(first);
    expect(bench.hot.sent).toHaveLength(1);
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
  });

  it.each([
    ['of another amount than the excess', { amount: sats(112_401) }, 'amount_changed'],
    ['of another amount than the excess', { amount: sats(1_000) }, 'amount_changed'],
    ['to an address nobody checked on the device', { index: 4 }, 'address_not_checked'],
    ['of an agent that is not there', { agentId: 'nobody' as AgentId }, 'unknown_agent'],
    ['of an agent without an allotment', { agentId: 'loner' as AgentId }, 'not_allotted'],
    ['to an account that is not there', { accountId: 'nothing' }, 'unknown_account'],
  ])('%s is refused and moves nothing', async (_what, more, code) => {
    expect(await sweep(more)).toMatchObject({ ok: false, code });
    expect(bench.hot.sent).toEqual([]);
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
  });

  it('to an address that was paid to before is refused', async () => {
    bench.chain.pay(account.scripts.at(0, 3).script, 5_000n);
    await bench.treasury().round();
    expect(await sweep()).toMatchObject({ ok: false, code: 'address_used' });
  });

  it('of more than the node has on chain is refused, as is one of a node that does not answer', async () => {
    bench.hot.onChain = sat(112_399n);
    expect(await sweep()).toMatchObject({ ok: false, code: 'not_enough_on_chain' });
    bench.hot.onChain = null;
    expect(await sweep()).toMatchObject({ ok: false, code: 'node_unavailable' });
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
  });

  it('that the node refuses gives the debit back, once, and leaves the address free', async () => {
    bench.hot.nextSend = { kind: 'refused', detail: 'insufficient funds' };
    expect(await sweep()).toMatchObject({ ok: false, code: 'refused_by_node' });
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
    await bench.treasury().round();
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
  });

  it('whose outcome nobody knows stays debited until the node says it sent it', async () => {
    bench.hot.nextSend = { kind: 'unknown', detail: 'connection lost' };
    expect(await sweep()).toMatchObject({ ok: true, value: { txid: null } });
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
    bench.hot.nextFind = { kind: 'no-answer', detail: 'down' };
    bench.clock.advance(3_600);
    await bench.treasury().round();
    expect(order()).toMatchObject({ state: 'ordered' });
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
    bench.hot.nextFind = { kind: 'found', txid: 'e'.repeat(64) };
    await bench.treasury().round();
    expect(order()).toMatchObject({ state: 'sent', txid: 'e'.repeat(64) });
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
  });

  it('that the node never heard of is given back only after ten minutes of that answer', async () => {
    bench.hot.nextSend = { kind: 'unknown', detail: 'connection lost' };
    await sweep();
    await bench.treasury().round();
    bench.clock.advance(599);
    await bench.treasury().round();
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
    // A node that cannot be asked in between proves nothing: the time begins anew.
    bench.hot.nextFind = { kind: 'no-answer', detail: 'down' };
    await bench.treasury().round();
    bench.hot.nextFind = null;
    bench.clock.advance(2);
    await bench.treasury().round();
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
    bench.clock.advance(600);
    await bench.treasury().round();
    expect(order()).toMatchObject({ state: 'refused' });
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
  });

  it('that a crash cut off before the node heard of it is not sent again, and given back by the node’s word alone', async () => {
    bench.hot.nextSend = 'crash';
    void sweep();
    await Promise.resolve();
    await Promise.resolve();
    expect(order()).toMatchObject({ state: 'ordered' });
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
    await bench.crashHard();
    await bench.restart();
    expect(bench.hot.sent).toHaveLength(1);
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
    // The same order again is the same order: nothing is sent.
    expect(await sweep()).toMatchObject({ ok: true, value: { txid: null } });
    expect(bench.hot.sent).toHaveLength(1);
    bench.clock.advance(601);
    await bench.treasury().round();
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
  });

  it('that arrived is sent, whatever the node forgets', async () => {
    bench.hot.nextSend = { kind: 'unknown', detail: 'connection lost' };
    await sweep();
    bench.chain.pay(account.scripts.at(0, 3).script, 112_400n);
    await bench.mine(6);
    expect(order()).toMatchObject({ state: 'confirmed' });
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
  });

  it('that cannot be written down does not happen', async () => {
    bench
      .database()
      .prepare(`CREATE TRIGGER full BEFORE INSERT ON treasury_sweeps BEGIN SELECT RAISE(ABORT, 'full'); END`)
      .run();
    await expect(sweep()).rejects.toThrow('full');
    expect(bench.hot.sent).toEqual([]);
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
  });
});
