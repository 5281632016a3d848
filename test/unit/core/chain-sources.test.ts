// Chain sources: a node of the fleet becomes one with the credentials that were sealed for it, told of every account of one key, and a
// practice fleet reaches no node beyond this machine.
import { expect, it, onTestFinished } from 'vitest';
import { connectChain, type ChainWish } from '../../../electron/core/chain-sources.ts';
import { openConnection } from '../../../electron/lightning/lnd/connection.ts';
import type { NodeRecord } from '../../../electron/lightning/nodes.ts';
import type { OpenAccount } from '../../../electron/treasury/cold-account.ts';
import { ok, refuse } from '../../../shared/domain/result.ts';
import { GET_INFO, startFakeLnd } from '../../fakes/lnd-server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { sharedAccount, softSigner } from '../../support/seed-signer.ts';

const signer = softSigner('regtest');
const single = signer.account('wpkh');
const shared = sharedAccount([signer, softSigner('regtest', 'b')], 2, 'regtest');
const ACCOUNTS = [
  { id: 'a1', type: 'wpkh', scripts: single },
  { id: 'b2', type: 'policy', scripts: shared },
] as const;

async function start(denied = false) {
  const imported: string[] = [];
  let next = [0, 0];
  const lnd = await startFakeLnd({
    unary: {
      GetInfo: () => ({ ...GET_INFO, block_height: 7, block_hash: 'cd'.repeat(32) }),
      ListAccounts: () => ({
        accounts: imported.map((name) => ({
          name,
          extended_public_key: single.read.keys[0]?.xpub,
          external_key_count: next[0],
          internal_key_count: next[1],
        })),
      }),
      ImportAccount: (request) => {
        if (denied) return { fail: { code: 2, details: 'permission denied' } };
        imported.push(String(request['name']));
        return { account: { name: request['name'] } };
      },
      NextAddr: (request) => {
        const change = request['change'] === true ? 1 : 0;
        const { address } = single.at(change, next[change] ?? 0);
        next = change === 0 ? [(next[0] ?? 0) + 1, next[1] ?? 0] : [next[0] ?? 0, (next[1] ?? 0) + 1];
        return { addr: address };
      },
      GetTransactions: () => ({ transactions: [] }),
    },
  });
  const wish = (change: Partial<ChainWish> = {}): ChainWish => ({
    setting: { kind: 'lnd', nodeId: 'n1' },
    kind: 'real',
    clock: createFakeClock(),
    nodes: {
      records: () => [{ id: 'n1', socket: lnd.credentials.socket } as NodeRecord],
      connectTo: (id) =>
        id === 'n1'
          ? ok(openConnection(lnd.credentials))
          : refuse('unknown_node', 'There is no such node in the fleet.'),
    },
    accounts: () => ACCOUNTS as unknown as readonly OpenAccount[],
    ...change,
  });
  const connected = (change: Partial<ChainWish> = {}) => {
    const made = connectChain(wish(change));
    if (!made.ok) throw new Error(made.message);
    onTestFinished(() => made.value.close());
    return made.value;
  };
  return { lnd, imported, wish, connected };
}

it('tells the node of every account of one key when its network is asked, and of no policy', async () => {
  const { connected, imported } = await start();
  const source = connected();
  expect(await source.network()).toBe('regtest');
  expect(imported).toEqual(['portcullis-a1']);
  expect(await source.history(single.at(0, 0).script)).toEqual([]);
  expect(source.blindTo?.(single)).toBeNull();
  expect(source.blindTo?.(shared)).toMatch(/Esplora/);
});

it('is refused with the node’s word when its macaroon may not watch', async () => {
  const { connected } = await start(true);
  await expect(connected().network()).rejects.toMatchObject({
    kind: 'refused',
    message: /permission denied/,
  });
});

it('refuses a node that is not of the fleet, and one beyond this machine in practice', async () => {
  const { wish } = await start();
  expect(connectChain(wish({ setting: { kind: 'lnd', nodeId: 'n2' } }))).toMatchObject({
    ok: false,
    code: 'unknown_node',
  });
  const away = { ...wish().nodes, records: () => [{ id: 'n1', socket: '10.0.0.7:10009' } as NodeRecord] };
  expect(connectChain(wish({ kind: 'practice', nodes: away }))).toMatchObject({
    ok: false,
    code: 'not_available',
  });
});
