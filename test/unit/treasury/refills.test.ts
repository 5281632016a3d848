// Refills: cold to hot, never past the ceiling, credited once when it counts, whatever fee or crash came between.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenAccount } from '../../../electron/treasury/cold-account.ts';
import type { Draft } from '../../../electron/treasury/draft.ts';
import { sats } from '../../../shared/domain/money.ts';
import { COURIER, openTreasury, OPERATOR, type TreasuryBench } from './treasury-bench.ts';

describe('a refill', () => {
  let bench: TreasuryBench;
  let account: OpenAccount;
  beforeEach(async () => {
    bench = openTreasury();
    bench.ceiling[COURIER] = sats(1_000_000);
    await bench.begin();
    account = await bench.makeAccount();
    await bench.fund(account, 500_000, 400_000);
  });
  afterEach(() => bench.close());

  const refill = (amount = 80_000) =>
    bench
      .treasury()
      .refills.refill(
        account,
        { agentId: COURIER, amount: sats(amount), feeRate: 1_000, reason: 'Low' },
        OPERATOR,
      );
  const drafted = async (amount = 80_000): Promise<Draft> => {
    const prepared = await refill(amount);
    if (!prepared.ok) throw new Error(prepared.message);
    return prepared.value;
  };

  it('pays a fresh address of the agent’s node and credits the agent once it counts, exactly once', async () => {
    const draft = await drafted();
    expect(draft).toMatchObject({ purpose: 'refill', state: 'draft' });
    await bench.send(await bench.sign(draft));
    await bench.mine(5);
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(sats(992_400));
    await bench.mine(3);
    await bench.crash();
    await bench.restart();
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(sats(992_400));
    expect(bench.actions().filter((action) => action.startsWith('refill'))).toEqual([
      'refill asked',
      'refill succeeded',
    ]);
  });

  it('never goes past the ceiling, what is on its way counted in', async () => {
    expect(await refill(87_601)).toMatchObject({ ok: false, code: 'above_ceiling' });
    const first = await drafted(50_000);
    expect(await refill(37_601)).toMatchObject({ ok: false, code: 'above_ceiling' });
    await drafted(37_600);
    bench.treasury().spends.discard(first.id, OPERATOR);
    // What was thrown away is on its way no more.
    await drafted(50_000);
  });

  it('that was given a higher fee is one refill', async () => {
    const sent = await bench.send(await bench.sign(await drafted()));
    await bench.treasury().round();
    const bumped = await bench
      .treasury()
      .spends.bump(account, { txid: sent.txid, how: 'replace', feeRate: 9_000, instead: null }, OPERATOR);
    if (!bumped.ok) throw new Error(bumped.message);
    await bench.send(await bench.sign(bumped.value));
    await bench.treasury().round();
    // The replaced draft has gone, its refill has not.
    expect(await refill(87_600)).toMatchObject({ ok: false, code: 'above_ceiling' });
    await bench.mine(6);
    expect(bench.balanceOf(COURIER)).toBe(sats(992_400));
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(sats(992_400));
  });

  it('waits for the node to cover it, says so once, and is credited when it does', async () => {
    const sent = await bench.send(await bench.sign(await drafted()));
    bench.setCoverage(false);
    await bench.mine(6);
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
    expect(bench.treasury().refills.waitsFor(sent.id)).toContain('does not cover');
    expect(bench.actions().filter((action) => action === 'refill held')).toHaveLength(1);
    bench.setCoverage(true);
    await bench.treasury().round();
    expect(bench.balanceOf(COURIER)).toBe(sats(992_400));
    expect(bench.treasury().refills.waitsFor(sent.id)).toBe('');
  });

  it('whose credit cannot be written down is credited at the next round, once', async () => {
    await bench.send(await bench.sign(await drafted()));
    bench
      .database()
      .prepare(`CREATE TRIGGER full BEFORE UPDATE ON treasury_refills BEGIN SELECT RAISE(ABORT, 'full'); END`)
      .run();
    await bench.mine(6);
    expect(bench.balanceOf(COURIER)).toBe(sats(912_400));
    bench.database().prepare('DROP TRIGGER full').run();
    await bench.treasury().round();
    expect(bench.balanceOf(COURIER)).toBe(sats(992_400));
  });

  it('is not prepared for a node that does not answer, or an agent without an allotment', async () => {
    bench.hot.onChain = null;
    expect(await refill()).toMatchObject({ ok: false, code: 'node_unavailable' });
  });
});
