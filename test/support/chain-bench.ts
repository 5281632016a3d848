// Chain bench: the pretend chain behind its Esplora, the production adapter, and an account with keys in the test's hands.
import { onTestFinished } from 'vitest';
import type { AccountScripts, ChainIndex } from '../../electron/bitcoin/account-scripts.ts';
import type { ChainSource } from '../../electron/bitcoin/chain-source.ts';
import { coinsOf, type Coin } from '../../electron/bitcoin/coins.ts';
import type { Draft } from '../../electron/bitcoin/draft.ts';
import { createEsploraSource } from '../../electron/bitcoin/esplora/create-esplora-source.ts';
import { buildPsbt } from '../../electron/bitcoin/psbt.ts';
import { addSignatures, finalise } from '../../electron/bitcoin/signatures.ts';
import { createBlockChain, type BlockChain } from '../../electron/practice/chain/block-chain.ts';
import { startEsploraServer } from '../../electron/practice/chain/esplora-server.ts';
import { createFaucet, type Faucet } from '../../electron/practice/chain/faucet.ts';
import { createFakeClock } from './fake-clock.ts';
import type { SoftSigner } from './seed-signer.ts';

export type ChainBench = {
  readonly chain: BlockChain;
  readonly faucet: Faucet;
  readonly source: ChainSource;
  readonly url: string;
  /** What the source says the account holds on its first addresses. */
  readonly coins: (account: AccountScripts, addresses?: number) => Promise<readonly Coin[]>;
  /** Signs with every signer and gives the raw transaction, checked against the draft. */
  readonly sign: (account: AccountScripts, draft: Draft, signers: readonly SoftSigner[]) => Promise<string>;
};

export async function startChainBench(): Promise<ChainBench> {
  const clock = createFakeClock();
  const chain = createBlockChain('bench', clock);
  const faucet = createFaucet(chain, 'bench');
  const server = await startEsploraServer(chain);
  const source = createEsploraSource({ url: new URL(server.url), now: clock.now });
  onTestFinished(async () => {
    await source.close();
    await server.close();
  });
  return {
    chain,
    faucet,
    source,
    url: server.url,
    coins: async (account, addresses = 3) => {
      const scripts = ([0, 1] as const satisfies readonly ChainIndex[]).flatMap((change) =>
        Array.from({ length: addresses }, (_, index) => account.at(change, index)),
      );
      const histories = await Promise.all(scripts.map(({ script }) => source.history(script)));
      const transactions = [...new Map(histories.flat().map((one) => [one.txid, one])).values()];
      return coinsOf({ network: account.network, scripts, transactions }, () => null);
    },
    sign: async (account, draft, signers) => {
      const ids = [...new Set(draft.inputs.map(({ coin }) => coin.txid))];
      const previous = new Map(
        await Promise.all(ids.map(async (id) => [id, await source.rawTransaction(id)] as const)),
      );
      let psbt = buildPsbt(draft, account.network, previous);
      for (const signer of signers) {
        const signed = addSignatures(psbt, draft, account.network, signer.sign(psbt));
        if (!signed.ok) throw new Error(signed.message);
        psbt = signed.value;
      }
      const final = finalise(psbt, draft, account);
      if (!final.ok) throw new Error(final.message);
      return final.value.raw;
    },
  };
}
