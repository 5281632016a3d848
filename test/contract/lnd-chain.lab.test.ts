// Real lnd as chain source of a cold account that is born here, and the sweep's half of its wallet: where lnd was built before, or where
// PORTCULLIS_LAB=1 asks for it. One btcd, one lnd, one soft signer; everything between is what the product runs.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DerivedScript } from '../../electron/bitcoin/account-scripts.ts';
import type { ChainSource } from '../../electron/bitcoin/chain-source.ts';
import { coinsOf, type Coin } from '../../electron/bitcoin/coins.ts';
import { createLndSource } from '../../electron/bitcoin/lnd/create-lnd-source.ts';
import { buildPsbt } from '../../electron/bitcoin/psbt.ts';
import { draftSpend } from '../../electron/bitcoin/selection.ts';
import { addSignatures, finalise } from '../../electron/bitcoin/signatures.ts';
import { openConnection } from '../../electron/lightning/lnd/connection.ts';
import { createOnchainWallet } from '../../electron/lightning/lnd/onchain.ts';
import type { OnchainWallet } from '../../electron/lightning/onchain-wallet.ts';
import { sat } from '../../shared/domain/sat.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { ensureBinaries } from '../lab/binaries.ts';
import { startBtcd, type Btcd } from '../lab/btcd.ts';
import { waitFor } from '../lab/child.ts';
import { startLnd, type LndNode } from '../lab/lnd.ts';
import { createMiner } from '../lab/miner.ts';
import { softSigner } from '../support/seed-signer.ts';
import { whyNoLnd } from './lnd-world.ts';

const why = whyNoLnd('built');
const signer = softSigner('regtest', 'cold beside lnd');
const ACCOUNTS = [
  { name: 'portcullis-wpkh', scripts: signer.account('wpkh') },
  { name: 'portcullis-tr', scripts: signer.account('tr') },
] as const;
const PAYEE = `0014${'ab'.repeat(20)}`;

type World = {
  readonly source: ChainSource;
  readonly wallet: OnchainWallet;
  readonly lnd: LndNode;
  readonly chain: Btcd;
  readonly mine: (blocks: number) => Promise<void>;
  /** Pays outputs out of a block reward; not mined. */
  readonly pay: (outputs: readonly (readonly [string, bigint])[]) => Promise<string>;
  readonly end: () => Promise<void>;
};

async function startWorld(): Promise<World> {
  const quiet = (): void => undefined;
  const binaries = await ensureBinaries(quiet);
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-lnd-chain-'));
  const ends: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    for (const one of ends.splice(0).toReversed()) await one();
  };
  try {
    mkdirSync(join(folder, 'btcd'));
    const miner = createMiner();
    const chain = await startBtcd(binaries.btcd, join(folder, 'btcd'), miner.address);
    ends.push(chain.stop);
    const rewards = (await chain.generate(450)).slice(0, 50);
    const lnd = await startLnd({ file: binaries.lnd, folder: join(folder, 'lnd'), name: 'treasurer', chain });
    ends.push(lnd.stop);
    const connection = openConnection({
      socket: lnd.socket,
      certificate: lnd.certificate(),
      macaroon: lnd.macaroon,
    });
    let at = 0;
    const source = createLndSource({
      connection,
      accounts: () => ACCOUNTS,
      now: () => unixSeconds(5),
      // Every question reads anew.
      monotonic: () => (at += 10_000),
    });
    ends.push(source.close);
    return {
      source,
      wallet: createOnchainWallet(connection, () => true, quiet),
      lnd,
      chain,
      end,
      mine: async (blocks) => {
        await chain.generate(blocks);
        const height = Number(await chain.call('getblockcount'));
        await waitFor('lnd to follow', 60, async () => {
          const info = await lnd.rpc().call('lnrpc.Lightning/GetInfo', {}, 5_000);
          return (Number(info['block_height']) >= height && info['synced_to_chain'] === true) || undefined;
        });
      },
      pay: async (outputs) => {
        const [block] = rewards.splice(0, 1);
        const { tx } = (await chain.call('getblock', [block, 1])) as { readonly tx: readonly string[] };
        return String(await chain.call('sendrawtransaction', [miner.spend(tx[0] ?? '', outputs)]));
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What the source says of the first three addresses of both chains. */
async function coins(source: ChainSource, account: (typeof ACCOUNTS)[number]): Promise<readonly Coin[]> {
  const scripts: DerivedScript[] = [];
  for (const change of [0, 1] as const)
    for (let index = 0; index < 3; index += 1) scripts.push(account.scripts.at(change, index));
  const histories: Awaited<ReturnType<ChainSource['history']>>[number][] = [];
  for (const { script } of scripts) histories.push(...(await source.history(script)));
  const transactions = [...new Map(histories.map((one) => [one.txid, one])).values()];
  return coinsOf({ network: 'regtest', scripts, transactions }, () => null);
}

/** lnd notices what its chain relays a moment later. */
const until = <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => waitFor(what, 60, look);

if (why !== null) {
  process.stderr.write(`skipped: real lnd as chain source. ${why}.\n`);
  describe.skip('real lnd as chain source', () => {
    it(`is not tested here: ${why}`, () => undefined);
  });
} else
  describe('real lnd as chain source', { timeout: 240_000 }, () => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld();
    }, 240_000);
    afterAll(() => world.end());

    it('says its network and tip, imports both kinds of account once, and finds them empty', async () => {
      const { source, chain } = world;
      expect(await source.network()).toBe('regtest');
      const { height, hash } = await source.tip();
      expect([height, hash]).toEqual([
        Number(await chain.call('getblockcount')),
        await chain.call('getbestblockhash'),
      ]);
      for (const { scripts } of ACCOUNTS) {
        expect(await source.history(scripts.at(0, 0).script)).toEqual([]);
        expect(await source.history(scripts.at(1, 0).script)).toEqual([]);
      }
    });

    it.each([0, 1] as const)(
      'receives, lists coins, and spends what the signer signed: account %i',
      async (number) => {
        const { source, mine, pay } = world;
        const account = ACCOUNTS[number];
        const { scripts } = account;
        const txid = await pay([
          [scripts.at(0, 0).address, 300_000n],
          [scripts.at(0, 1).address, 200_000n],
        ]);
        await until('lnd to see the payment', async () => {
          const [seen] = await source.history(scripts.at(0, 1).script);
          return seen ? true : undefined;
        });
        expect((await coins(source, account)).map(({ height }) => height)).toEqual([null, null]);
        await mine(1);
        const held = await coins(source, account);
        expect(held.map(({ value, height }) => [value, height !== null])).toEqual([
          [300_000n, true],
          [200_000n, true],
        ]);

        const draft = draftSpend({
          coins: held,
          choice: 'oldest',
          payments: [{ script: PAYEE, amount: sat(400_000n) }],
          rate: 2_000,
          change: scripts.at(1, 0),
          plan: scripts.plan(),
        });
        if (!draft.ok) throw new Error(draft.message);
        const previous = new Map([[txid, await source.rawTransaction(txid)]]);
        const psbt = buildPsbt(draft.value, 'regtest', previous);
        const signed = addSignatures(psbt, draft.value, 'regtest', signer.sign(psbt));
        if (!signed.ok) throw new Error(signed.message);
        const final = finalise(signed.value, draft.value, scripts);
        if (!final.ok) throw new Error(final.message);
        const sent = await source.broadcast(final.value.raw);
        expect(await source.broadcast(final.value.raw)).toBe(sent);
        await until('lnd to see the change', async () => {
          const [seen] = await source.history(scripts.at(1, 0).script);
          return seen?.txid === sent ? true : undefined;
        });
        await mine(1);
        // Said again once it is in a block, as after a crash: no error.
        expect(await source.broadcast(final.value.raw)).toBe(sent);
        expect((await coins(source, account)).map(({ value, own }) => [value, own])).toEqual([
          [100_000n - draft.value.fee, true],
        ]);
        const [spend] = await source.history(scripts.at(0, 0).script);
        expect(spend).toMatchObject({ txid: sent, fee: draft.value.fee });
      },
    );

    it('turns away a transaction whose signature was changed, and says so', async () => {
      const { source } = world;
      const [account] = ACCOUNTS;
      const [coin] = await coins(source, account);
      if (!coin) throw new Error('no coin');
      const draft = draftSpend({
        coins: [coin],
        choice: 'oldest',
        payments: [{ script: PAYEE, amount: null }],
        rate: 2_000,
        change: account.scripts.at(1, 1),
        plan: account.scripts.plan(),
      });
      if (!draft.ok) throw new Error(draft.message);
      const raw = await source.rawTransaction(coin.txid);
      const psbt = buildPsbt(draft.value, 'regtest', new Map([[coin.txid, raw]]));
      const signed = addSignatures(psbt, draft.value, 'regtest', signer.sign(psbt));
      if (!signed.ok) throw new Error(signed.message);
      const final = finalise(signed.value, draft.value, account.scripts);
      if (!final.ok) throw new Error(final.message);
      const { Transaction } = await import('bitcoinjs-lib');
      const changed = Transaction.fromHex(final.value.raw);
      const [output] = changed.outs;
      if (output) output.value -= 1n;
      await expect(source.broadcast(changed.toHex())).rejects.toMatchObject({ kind: 'refused' });
    });

    it('estimates fee rates that fall with the target', async () => {
      const { targets } = await world.source.feeRates();
      expect(targets.map(({ blocks }) => blocks)).toEqual([2, 3, 6, 12, 24, 144]);
      expect(
        targets.every(({ rate }, at) => rate >= 1_000 && (at === 0 || rate <= (targets[at - 1]?.rate ?? 0))),
      ).toBe(true);
    });

    it('sweeps by its own wallet to an address of the cold account, and finds the order again by its label', async () => {
      const { source, wallet, mine, pay } = world;
      await pay([[await wallet.newAddress(), 5_000_000n]]);
      await mine(1);
      await until('lnd to have its money', async () =>
        (await wallet.balance()).confirmed >= 5_000_000n ? true : undefined,
      );
      const [{ scripts }] = ACCOUNTS;
      const to = scripts.at(0, 2);
      const label = 'portcullis sweep 7f3a';
      expect(await wallet.lookup(label)).toEqual({ kind: 'not-found' });
      const sent = await wallet.send({ address: to.address, amount: sat(1_250_000n), feeRate: 2_000, label });
      if (sent.kind !== 'sent') throw new Error(sent.detail);
      expect(await wallet.lookup(label)).toMatchObject({ kind: 'sent', txid: sent.txid, confirmations: 0 });
      await mine(1);
      expect(await wallet.lookup(label)).toMatchObject({ kind: 'sent', txid: sent.txid, confirmations: 1 });
      const [seen] = await source.history(to.script);
      expect(seen?.txid).toBe(sent.txid);
      expect(seen?.outputs).toContainEqual({ script: to.script, value: 1_250_000n });
      // The node's own coins are not the account's, nor the account's the node's.
      const { confirmed } = await wallet.balance();
      expect(confirmed).toBeLessThan(3_750_000n);
      expect(confirmed).toBeGreaterThan(3_740_000n);
    });
  });
