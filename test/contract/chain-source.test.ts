// The ChainSource port over the production Esplora adapter and the pretend chain, which checks every signature by script rules:
// receive, spend from every kind of account, replace, pull along, reorganise, double spend.
import { Transaction } from 'bitcoinjs-lib';
import { describe, expect, it } from 'vitest';
import type { AccountScripts } from '../../electron/bitcoin/account-scripts.ts';
import type { Draft } from '../../electron/bitcoin/draft.ts';
import { bumpByChild, bumpByReplacement } from '../../electron/bitcoin/fee-bump.ts';
import { draftSpend, type SpendRequest } from '../../electron/bitcoin/selection.ts';
import { sat } from '../../shared/domain/sat.ts';
import { startChainBench, type ChainBench } from '../support/chain-bench.ts';
import { opened, sharedAccount, softSigner } from '../support/seed-signer.ts';

const signers = ['a', 'b', 'c'].map((seed) => softSigner('regtest', seed));
const [owner, heir] = signers;
if (!owner || !heir) throw new Error('two signers are needed');
const PAYEE = `0014${'ab'.repeat(20)}`;

const keyOf = (signer: typeof owner): string => {
  const { fingerprint, xpub } = signer.key([0x8000_0030, 0x8000_0001, 0x8000_0000, 0x8000_0002]);
  return `[${fingerprint}/48'/1'/0'/2']${xpub}`;
};
const estate = opened(
  {
    name: 'Inheritance',
    template: 'wsh(or_d(pk(@0/**),and_v(v:pkh(@1/**),older(5))))',
    keys: [keyOf(owner), keyOf(heir)],
  },
  'regtest',
);

const request = (
  account: AccountScripts,
  coins: SpendRequest['coins'],
  more: Partial<SpendRequest> = {},
): SpendRequest => ({
  coins,
  choice: 'oldest',
  payments: [{ script: PAYEE, amount: sat(40_000n) }],
  rate: 2_000,
  change: account.at(1, 0),
  plan: account.plan(),
  ...more,
});

const must = <T>(result: { ok: true; value: T } | { ok: false; message: string }): T => {
  if (!result.ok) throw new Error(result.message);
  return result.value;
};

async function received(bench: ChainBench, account: AccountScripts, amount = 100_000n): Promise<string> {
  const txid = bench.faucet.give(account.at(0, 0).address, amount);
  bench.chain.mine(1);
  return Promise.resolve(txid);
}

describe('a chain source', () => {
  it('says its network, its tip, and fee rates that fall', async () => {
    const { source, chain } = await startChainBench();
    expect(await source.network()).toBe('regtest');
    const { height, hash } = chain.tip();
    expect(await source.tip()).toEqual({ height, hash });
    const { targets } = await source.feeRates();
    expect(targets.map(({ blocks }) => blocks)).toEqual([1, 2, 3, 6, 12, 24, 144, 504, 1_008]);
    expect(targets[0]?.rate).toBe(8_200);
    expect(targets.every(({ rate }, at) => at === 0 || rate <= (targets[at - 1]?.rate ?? 0))).toBe(true);
  });

  it('lists 120 transactions of one address, each once, newest first, over pages', async () => {
    const { source, chain, faucet } = await startChainBench();
    const { address, script } = owner.account('wpkh').at(0, 0);
    const given: string[] = [];
    for (let count = 0; count < 120; count += 1) {
      given.push(faucet.give(address, 10_000n));
      if (count < 117) chain.mine(1);
    }
    const history = await source.history(script);
    expect(history).toHaveLength(120);
    expect(new Set(history.map(({ txid }) => txid))).toEqual(new Set(given));
    const heights = history.map(({ block }) => block?.height ?? Infinity);
    expect(heights).toEqual(heights.toSorted((a, b) => b - a));
    expect(history.filter(({ block }) => block === null)).toHaveLength(3);
  });

  it('knows nothing of an address that nobody paid', async () => {
    const { source } = await startChainBench();
    expect(await source.history(`0014${'01'.repeat(20)}`)).toEqual([]);
  });
});

describe.each([
  ['BIP-84', owner.account('wpkh'), [owner], undefined],
  ['BIP-86', owner.account('tr'), [owner], undefined],
  ['2-of-3', sharedAccount(signers, 2, 'regtest'), [signers[2] ?? owner, owner], undefined],
  ['miniscript', estate, [owner], [0]],
] as const)('an account of %s', (_, account, by, keys) => {
  it('receives, spends, and the chain agrees with every figure', async () => {
    const bench = await startChainBench();
    const { source, chain, coins, sign } = bench;
    await received(bench, account);
    const [coin] = await coins(account);
    expect(coin).toMatchObject({ value: 100_000n, height: chain.tip().height });
    const draft = must(
      draftSpend(
        request(account, await coins(account), { plan: account.plan(keys), lockTime: chain.tip().height }),
      ),
    );
    const raw = await sign(account, draft, by);
    const txid = await source.broadcast(raw);
    expect(await source.broadcast(raw)).toBe(txid);
    const [seen] = await source.history(PAYEE);
    expect(seen).toMatchObject({ txid, block: null, fee: draft.fee });
    expect(seen?.vsize).toBeLessThanOrEqual(draft.vsize);
    chain.mine(1);
    expect(await source.broadcast(raw)).toBe(txid);
    const change = draft.outputs.find((output) => output.change !== null);
    expect((await coins(account)).map(({ value, own }) => [value, own])).toEqual([[change?.value, true]]);
    expect(await source.rawTransaction(txid)).toBe(raw);
  });

  it('is not spent by a changed transaction', async () => {
    const bench = await startChainBench();
    await received(bench, account);
    const draft = must(
      draftSpend(request(account, await bench.coins(account), { plan: account.plan(keys) })),
    );
    const changed = Transaction.fromHex(await bench.sign(account, draft, by));
    const [output] = changed.outs;
    if (output) output.value -= 1n;
    await expect(bench.source.broadcast(changed.toHex())).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/script-verify-flag/) as string,
    });
  });
});

describe('the heir of a miniscript policy', () => {
  it('waits for the delay, and no longer', async () => {
    const bench = await startChainBench();
    await received(bench, estate);
    const draft = must(
      draftSpend(
        request(estate, await bench.coins(estate), {
          plan: estate.plan([1]),
          payments: [{ script: PAYEE, amount: null }],
        }),
      ),
    );
    const previous = await bench.source.rawTransaction(draft.inputs[0]?.coin.txid ?? '');
    const { buildPsbt } = await import('../../electron/bitcoin/psbt.ts');
    const { addSignatures, finalise } = await import('../../electron/bitcoin/signatures.ts');
    const psbt = buildPsbt(draft, 'regtest', new Map([[draft.inputs[0]?.coin.txid ?? '', previous]]));
    const signed = must(addSignatures(psbt, draft, 'regtest', heir.sign(psbt)));
    const { raw } = must(finalise(signed, draft, estate, [1]));
    await expect(bench.source.broadcast(raw)).rejects.toMatchObject({ message: /non-BIP68-final/ });
    bench.chain.mine(4);
    expect(await bench.source.broadcast(raw)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a transaction that is stuck', () => {
  const account = owner.account('wpkh');
  const stuckOne = async (
    bench: ChainBench,
    more: Partial<SpendRequest> = {},
  ): Promise<{ draft: Draft; raw: string }> => {
    await received(bench, account);
    const draft = must(draftSpend(request(account, await bench.coins(account), { rate: 300, ...more })));
    const raw = await bench.sign(account, draft, [owner]);
    await bench.source.broadcast(raw);
    return { draft, raw };
  };

  it('is replaced by one that pays more, and the first is gone', async () => {
    const bench = await startChainBench();
    const { draft } = await stuckOne(bench);
    const bumped = must(
      bumpByReplacement({
        stuck: draft,
        rate: 5_000,
        coins: [],
        change: account.at(1, 0),
        plan: account.plan(),
      }),
    );
    const txid = await bench.source.broadcast(await bench.sign(account, bumped, [owner]));
    expect((await bench.source.history(PAYEE)).map((one) => one.txid)).toEqual([txid]);
  });

  it('is not replaced by one that pays less, nor when it said that it is final', async () => {
    const bench = await startChainBench();
    const { draft } = await stuckOne(bench, { rate: 4_000 });
    const cheaper = must(
      draftSpend({
        ...request(
          account,
          draft.inputs.map(({ coin }) => coin),
        ),
        rate: 1_000,
      }),
    );
    await expect(bench.source.broadcast(await bench.sign(account, cheaper, [owner]))).rejects.toMatchObject({
      message: /insufficient fee/,
    });
  });

  it('is pulled along by a child', async () => {
    const bench = await startChainBench();
    const { draft } = await stuckOne(bench);
    const [change] = await bench.coins(account);
    if (!change) throw new Error('there is no change');
    const child = must(
      bumpByChild({
        stuck: [change],
        parent: { vsize: draft.vsize, fee: draft.fee },
        rate: 5_000,
        coins: [],
        to: account.at(1, 1),
        plan: account.plan(),
      }),
    );
    await bench.source.broadcast(await bench.sign(account, child, [owner]));
    bench.chain.mine(1);
    const [coin] = await bench.coins(account);
    expect(coin).toMatchObject({ value: child.outputs[0]?.value, height: bench.chain.tip().height });
  });

  it('whose coin is spent already is refused', async () => {
    const bench = await startChainBench();
    const { draft } = await stuckOne(bench);
    bench.chain.mine(1);
    const again = must(
      draftSpend({
        ...request(
          account,
          draft.inputs.map(({ coin }) => coin),
        ),
        rate: 9_000,
      }),
    );
    await expect(bench.source.broadcast(await bench.sign(account, again, [owner]))).rejects.toMatchObject({
      kind: 'refused',
      message: /missingorspent/,
    });
  });
});

describe('the chain', () => {
  const account = owner.account('wpkh');

  it('reorganised: what was in a block waits again, then is in another', async () => {
    const bench = await startChainBench();
    const txid = await received(bench, account);
    const [before] = await bench.coins(account);
    bench.chain.reorganise(1);
    expect((await bench.source.history(account.at(0, 0).script))[0]).toMatchObject({ txid, block: null });
    bench.chain.mine(1);
    const [after] = await bench.coins(account);
    expect(after?.height).toBeGreaterThan(before?.height ?? Infinity);
    expect((await bench.source.tip()).hash).toBe(bench.chain.tip().hash);
  });

  it('takes an unconfirmed payment back when its payer spends the coins elsewhere', async () => {
    const bench = await startChainBench();
    const { address, script } = account.at(0, 0);
    const txid = bench.faucet.give(address, 70_000n);
    expect(await bench.source.history(script)).toHaveLength(1);
    expect(bench.faucet.takeBack(txid)).toMatch(/^[0-9a-f]{64}$/);
    expect(await bench.source.history(script)).toEqual([]);
  });

  it('keeps the sum of all coins, less the fees, whatever happens', async () => {
    const bench = await startChainBench();
    const { draft } = await (async () => {
      await received(bench, account);
      const made = must(draftSpend(request(account, await bench.coins(account))));
      await bench.source.broadcast(await bench.sign(account, made, [owner]));
      return { draft: made };
    })();
    bench.chain.reorganise(2);
    bench.chain.mine(2);
    const coins = await bench.coins(account);
    const [payment] = await bench.source.history(PAYEE);
    const paid = payment?.outputs.find((output) => output.script === PAYEE)?.value ?? 0n;
    expect(coins.reduce((sum, { value }) => sum + value, 0n) + paid + draft.fee).toBe(100_000n);
  });
});
