// LND as a chain source: imports the account, stays a gap ahead, lists what the node saw, and believes no raw transaction but by its hash.
// The node here is a double that keeps lnd's rules for watch-only accounts; a real lnd was not asked.
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLndSource } from '../../../electron/bitcoin/lnd/create-lnd-source.ts';
import { openConnection } from '../../../electron/lightning/lnd/connection.ts';
import { createBlockChain } from '../../../electron/practice/chain/block-chain.ts';
import { createFaucet } from '../../../electron/practice/chain/faucet.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { GET_INFO, startFakeLnd } from '../../fakes/lnd-server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { sharedAccount, softSigner } from '../../support/seed-signer.ts';

const signer = softSigner('regtest');
const cold = signer.account('wpkh');
const NAME = 'portcullis-1';

/** lnd's wallet as far as accounts go: it sees only addresses it was asked for, and only from then on. */
async function start(
  change: { readonly otherKey?: boolean; readonly lie?: boolean; readonly watched?: number } = {},
) {
  const clock = createFakeClock();
  const chain = createBlockChain('lnd', clock);
  const faucet = createFaucet(chain, 'lnd');
  const accounts = new Map<string, { xpub: string; next: [number, number] }>();
  if (change.otherKey) accounts.set(NAME, { xpub: 'tpubOther', next: [0, 0] });
  const watched = new Set<string>();
  const lnd = await startFakeLnd({
    unary: {
      GetInfo: () => {
        const { height, hash } = chain.tip();
        return { ...GET_INFO, block_height: height, block_hash: hash };
      },
      ListAccounts: () => ({
        accounts: [...accounts].map(([name, { xpub, next }]) => ({
          name,
          extended_public_key: xpub,
          external_key_count: change.watched ?? next[0],
          internal_key_count: next[1],
        })),
      }),
      ImportAccount: (request) => {
        accounts.set(String(request['name']), { xpub: String(request['extended_public_key']), next: [0, 0] });
        return { account: { name: request['name'] } };
      },
      NextAddr: (request) => {
        const account = accounts.get(String(request['account']));
        if (!account) return { fail: { code: 2, details: 'account not found' } };
        const branch = request['change'] === true ? 1 : 0;
        const derived = cold.at(branch, account.next[branch]++);
        watched.add(derived.script);
        return { addr: change.lie ? cold.at(branch, 999).address : derived.address };
      },
      GetTransactions: () => ({
        transactions: [
          ...new Map(
            [...watched].flatMap((script) => chain.history(script)).map((e) => [e.txid, e]),
          ).values(),
        ].map((entry) => ({
          tx_hash: entry.txid,
          raw_tx_hex: entry.raw,
          block_hash: entry.block?.hash ?? '',
          block_height: entry.block?.height ?? 0,
          time_stamp: String(entry.block?.time ?? 0),
        })),
      }),
      EstimateFee: (request) => ({ sat_per_kw: String(2_000 - Number(request['conf_target'])) }),
      PublishTransaction: () => ({ publish_error: '' }),
    },
  });
  const connection = openConnection(lnd.credentials);
  let at = 0;
  const make = (scripts = cold) =>
    createLndSource({
      connection,
      accounts: () => [{ name: NAME, scripts }],
      now: () => unixSeconds(5),
      // Every question reads anew.
      monotonic: () => (at += 10_000),
    });
  onTestFinished(() => connection.close());
  return { chain, faucet, lnd, make };
}

describe('lnd as a chain source', () => {
  it('imports the account once, with its fingerprint, and watches 20 addresses of each chain', async () => {
    const { make, lnd } = await start();
    const source = make();
    expect(await source.history(cold.at(0, 0).script)).toEqual([]);
    await source.history(cold.at(0, 1).script);
    expect(lnd.asked('ImportAccount')).toHaveLength(1);
    expect(lnd.asked('ImportAccount')[0]).toMatchObject({
      extended_public_key: cold.read.keys[0]?.xpub,
      master_key_fingerprint: Buffer.from(signer.fingerprint, 'hex'),
      address_type: 'WITNESS_PUBKEY_HASH',
      dry_run: false,
    });
    expect(lnd.asked('NextAddr')).toHaveLength(40);
  });

  it('lists what the node saw, with block and amounts, and moves on as addresses are used', async () => {
    const { make, faucet, chain, lnd } = await start();
    const source = make();
    await source.history(cold.at(0, 0).script);
    const txid = faucet.give(cold.at(0, 7).address, 60_000n);
    chain.mine(1);
    const [seen] = await source.history(cold.at(0, 7).script);
    expect(seen).toMatchObject({ txid, block: { height: chain.tip().height }, fee: null });
    expect(seen?.outputs).toContainEqual({ script: cold.at(0, 7).script, value: 60_000n });
    expect(lnd.asked('NextAddr')).toHaveLength(48);
    expect(await source.rawTransaction(txid)).toBe(chain.entry(txid)?.raw);
  });

  it('says its network and tip, and rates that fall with the target', async () => {
    const { make, chain } = await start();
    const source = make();
    expect(await source.network()).toBe('regtest');
    expect(await source.tip()).toEqual({ height: chain.tip().height, hash: chain.tip().hash });
    const { targets } = await source.feeRates();
    expect(targets[0]).toEqual({ blocks: 2, rate: 7_992 });
    expect(targets.every(({ rate }, at) => at === 0 || rate <= (targets[at - 1]?.rate ?? 0))).toBe(true);
  });

  it('refuses a node that has another key under the name, or derives other addresses', async () => {
    const other = (await start({ otherKey: true })).make();
    await expect(other.history(cold.at(0, 0).script)).rejects.toMatchObject({ kind: 'nonsense' });
    const liar = (await start({ lie: true })).make();
    await expect(liar.history(cold.at(0, 0).script)).rejects.toMatchObject({ kind: 'nonsense' });
  });

  it('refuses a number of addresses that would keep the core deriving', async () => {
    const endless = (await start({ watched: 2_000_000_000 })).make();
    await expect(endless.history(cold.at(0, 0).script)).rejects.toMatchObject({ kind: 'nonsense' });
  });

  it('says that it cannot watch a policy of several keys, nor look up what is not of its accounts', async () => {
    const { make } = await start();
    const shared = sharedAccount([signer, softSigner('regtest', 'b')], 2, 'regtest');
    await expect(make(shared).history(shared.at(0, 0).script)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Esplora/) as string,
    });
    await expect(make().rawTransaction('ab'.repeat(32))).rejects.toMatchObject({ kind: 'refused' });
  });

  it('is unreachable when the node is gone', async () => {
    const { make, lnd } = await start();
    const source = make();
    lnd.stop();
    await expect(source.tip()).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
