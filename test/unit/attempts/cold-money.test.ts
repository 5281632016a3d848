// Attempts on cold money: a node, an explorer and a page that lie about refills, fees and drafts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChainTransaction } from '../../../electron/bitcoin/chain-source.ts';
import type { OpenAccount } from '../../../electron/treasury/cold-account.ts';
import { sats } from '../../../shared/domain/money.ts';
import { sat } from '../../../shared/domain/sat.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import {
  COURIER,
  ELSEWHERE,
  openTreasury,
  OPERATOR,
  type TreasuryBench,
} from '../treasury/treasury-bench.ts';

let bench: TreasuryBench;
let account: OpenAccount;
beforeEach(async () => {
  bench = openTreasury();
  bench.ceiling[COURIER] = sats(1_000_000);
  await bench.begin();
  account = await bench.makeAccount();
  await bench.fund(account, 500_000, 400_000, 300_000);
});
afterEach(() => bench.close());

const BEFORE = sats(912_400);
const refill = (amount: number) =>
  bench
    .treasury()
    .refills.refill(
      account,
      { agentId: COURIER, amount: sats(amount), feeRate: 1_000, reason: 'Low' },
      OPERATOR,
    );
const drafted = async (amount: number) => {
  const prepared = await refill(amount);
  if (!prepared.ok) throw new Error(prepared.message);
  return prepared.value;
};
/** What the explorer says of the account's addresses, changed on its way. */
const lying = (lie: (told: readonly ChainTransaction[]) => readonly ChainTransaction[]): void => {
  const { history } = bench.chain;
  bench.chain.history = async (script, signal) => lie(await history(script, signal));
};

describe('a node that gives out an address', () => {
  const GIVEN = 'bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry';

  it('twice does not have two refills credited for one payment', async () => {
    bench.hot.fresh = GIVEN;
    const first = await drafted(40_000);
    expect(await refill(40_000)).toMatchObject({ ok: false, code: 'address_known' });
    await bench.send(await bench.sign(first));
    await bench.mine(7);
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(BEFORE + sats(40_000));
  });

  it('that was paid before is not believed', async () => {
    bench.hot.fresh = ELSEWHERE;
    await bench.send(await bench.sign(await bench.prepare(account, 40_000)));
    await bench.mine(7);
    expect(await refill(40_000)).toMatchObject({ ok: false, code: 'address_known' });
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(BEFORE);
  });

  it('of the account itself does not have cold money counted as hot', async () => {
    bench.hot.fresh = account.scripts.at(0, 9).address;
    expect(await refill(40_000)).toMatchObject({ ok: false, code: 'address_known' });
  });

  it('in capital letters does not hide what is on its way from the ceiling', async () => {
    bench.hot.fresh = GIVEN.toUpperCase();
    await drafted(60_000);
    bench.hot.fresh = null;
    expect(await refill(60_000)).toMatchObject({ ok: false, code: 'above_ceiling' });
  });
});

describe('two refills', () => {
  it('asked for in one turn do not add up past the ceiling', async () => {
    const both = await Promise.all([refill(60_000), refill(60_000)]);
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
    expect(both[1]).toMatchObject({ code: 'above_ceiling' });
  });
});

describe('an explorer', () => {
  it('that invents the payment of a refill has nobody credited', async () => {
    const draft = await drafted(40_000);
    const [input] = draft.plan.inputs;
    const payment = draft.plan.outputs.find(({ kind }) => kind === 'payment');
    if (!input || !payment) throw new Error('a refill spends and pays');
    const invented: ChainTransaction = {
      txid: 'ab'.repeat(32),
      block: { height: 201, hash: 'cd'.repeat(32), time: unixSeconds(1_800_000_000) },
      inputs: [
        {
          txid: input.outpoint.slice(0, 64),
          index: Number(input.outpoint.slice(65)),
          sequence: 0,
          previous: { value: input.value, script: input.script },
        },
      ],
      outputs: [{ value: payment.value, script: payment.script }],
      fee: sat(1n),
      vsize: 100,
    };
    lying((told) =>
      told.some(({ outputs }) => outputs.some(({ script }) => script === input.script))
        ? [...told, invented]
        : told,
    );
    await bench.mine(1);
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(BEFORE);
  });

  it('that says a stuck payment is huge does not turn cold money into the fee of a child', async () => {
    const txid = bench.chain.pay(account.scripts.at(0, 5).script, 50_000n);
    lying((told) => told.map((one) => (one.txid === txid ? { ...one, vsize: 90_000, fee: sat(0n) } : one)));
    await bench.treasury().round();
    const child = await bench
      .treasury()
      .spends.bump(account, { txid, how: 'child', feeRate: 5_000, instead: null }, OPERATOR);
    expect(child).toMatchObject({ ok: false, code: 'source_not_honest' });
  });

  it('that invents what hangs on a stuck payment does not turn cold money into the fee of its replacement', async () => {
    const sent = await bench.send(await bench.sign(await bench.prepare(account, 100_000)));
    const change = sent.plan.outputs.find(({ kind }) => kind === 'change');
    if (!change) throw new Error('it has change');
    const index = sent.plan.outputs.indexOf(change);
    const invented: ChainTransaction = {
      txid: 'ab'.repeat(32),
      block: null,
      inputs: [
        { txid: sent.txid, index, sequence: 0, previous: { value: change.value, script: change.script } },
      ],
      outputs: [{ value: sat(1_000n), script: change.script }],
      fee: sat(350_000n),
      vsize: 100,
    };
    lying((told) => (told.some(({ txid }) => txid === sent.txid) ? [...told, invented] : told));
    await bench.treasury().round();
    const bumped = await bench
      .treasury()
      .spends.bump(account, { txid: sent.txid, how: 'replace', feeRate: 9_000, instead: null }, OPERATOR);
    expect(bumped).toMatchObject({ ok: false });
  });
});

describe('a child', () => {
  it('whose fee takes a good part of what it moves says so', async () => {
    const txid = bench.chain.pay(account.scripts.at(0, 5).script, 15_000n);
    lying((told) => told.map((one) => (one.txid === txid ? { ...one, fee: sat(100n) } : one)));
    await bench.treasury().round();
    const child = await bench
      .treasury()
      .spends.bump(account, { txid, how: 'child', feeRate: 20_000, instead: null }, OPERATOR);
    if (!child.ok) throw new Error(child.message);
    expect(child.value.plan.warnings.join(' ')).toContain('a tenth');
  });
});

describe('a draft in place of another', () => {
  it('that is out already does not take its coins unsaid', async () => {
    const sent = await bench.send(await bench.sign(await bench.prepare(account, 100_000)));
    const { outpoint } = sent.plan.inputs[0] ?? { outpoint: '' };
    await expect(
      bench.prepare(account, 90_000, { instead: sent.id, choice: 'manual', manual: [outpoint] }),
    ).rejects.toThrow(/not_now/);
    expect(bench.stateOf(sent)).toBe('broadcast');
  });

  it('of another account throws nothing of that account away', async () => {
    const other = await bench.makeAccount('tr', 1);
    await bench.fund(other, 200_000);
    const there = await bench.prepare(other, 100_000);
    await expect(bench.prepare(account, 90_000, { instead: there.id })).rejects.toThrow(/not_now/);
    expect(bench.stateOf(there)).toBe('draft');
  });
});

describe('a node that says that it did not send a sweep', () => {
  const over = async () => {
    bench.ceiling[COURIER] = sats(800_000);
    await bench.done(
      bench.treasury().accounts.checkAddress(account, { change: 0, index: 6 }, null, OPERATOR),
    );
    bench.hot.nextSend = { kind: 'refused', detail: 'no' };
    const sweep = { agentId: COURIER, accountId: account.id, index: 6, amount: sats(112_400) };
    await bench.treasury().sweeps.sweep({ ...sweep, feeRate: 1_000, reason: 'Over' }, OPERATOR);
    expect(bench.balanceOf(COURIER)).toBe(BEFORE);
    bench.chain.pay(account.scripts.at(0, 6).script, 112_400n);
  };

  it('and sent it does not leave the agent with the money as well', async () => {
    await over();
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(BEFORE);
    await bench.mine(6);
    await bench.mine(1);
    expect(bench.balanceOf(COURIER)).toBe(sats(800_000));
    expect(bench.entries().filter(({ level }) => level === 'critical')).toHaveLength(1);
  });

  it('and sent it is told once when the agent has spent the money', async () => {
    await over();
    bench.setCoverage(false);
    await bench.mine(7);
    await bench.mine(1);
    const told = bench.entries().filter(({ level }) => level === 'critical');
    expect(told.map(({ summary }) => summary)).toEqual([
      expect.stringContaining('arrived after all; it could not be debited again'),
    ]);
  });
});
