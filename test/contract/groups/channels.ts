// Groups 12 to 15: what channels add up to, how they open and close, their backups, and the wallet on the chain.
import { describe, expect, it, vi } from 'vitest';
import type { ChannelBackup } from '../../../electron/lightning/node-insight.ts';
import type { Answer } from '../../lab/rpc.ts';
import {
  allOf,
  askFor,
  channelsOf,
  orderOf,
  quiet,
  refusalOf,
  type ChannelRow,
  type ContractNode,
} from '../fixture.ts';
import type { Suite } from '../suite.ts';

type Row = Readonly<Record<string, unknown>>;
/** Two outputs of 330 sats that bump a stuck commitment (BOLT 3, anchors); lnd takes them off the opener’s side. */
const ANCHORS = 660n;

export function channelGroups({ world, adapter, likeLnd, refusedLikeLnd }: Suite): void {
  const sumOf = (channel: ChannelRow): bigint =>
    BigInt(channel.local_balance) +
    BigInt(channel.remote_balance) +
    BigInt(channel.unsettled_balance) +
    BigInt(channel.commit_fee) +
    (channel.commitment_type === 'ANCHORS' ? ANCHORS : 0n);

  describe('12: what channels add up to', () => {
    it('both sides, what is in flight and what the chain takes are the capacity, before and after a payment', async () => {
      const { payer, hub, far } = world();
      const node = await adapter();
      const look = async (): Promise<void> => {
        for (const one of [payer, hub, far])
          for (const channel of await quiet(one))
            // A fraction of a satoshi on both sides is one satoshi that neither is told of.
            expect(Number(BigInt(channel.capacity) - sumOf(channel))).toBeOneOf([0, 1]);
      };
      await look();
      await node.pay(orderOf(await askFor(far, { msat: 123_456n })));
      await look();
      likeLnd('ListChannels', await payer.rpc().call('lnrpc.Lightning/ListChannels'));
    });

    it('what can be spent is what is ours less the reserve', async () => {
      const { payer } = world();
      const node = await adapter();
      const channels = await channelsOf(payer);
      const spendable = channels.reduce(
        (sum, one) => sum + BigInt(one.local_balance) - BigInt(one.local_chan_reserve_sat),
        0n,
      );
      expect(node.state()).toMatchObject({ balance: { spendable: spendable * 1_000n } });
    });

    it('the hub’s fees, and the peers', async () => {
      const { hub, payer } = world();
      const report = await hub.rpc().call('lnrpc.Lightning/FeeReport');
      likeLnd('FeeReport', report);
      const [fees] = report['channel_fees'] as readonly Row[];
      expect(fees).toMatchObject({ base_fee_msat: '1000', fee_per_mil: '1000' });
      const peers = await payer.rpc().call('lnrpc.Lightning/ListPeers');
      likeLnd('ListPeers', peers);
      expect((peers['peers'] as readonly Row[]).map((peer) => peer['pub_key'])).toEqual([hub.publicKey]);
    });
  });

  describe('13 and 14: a channel opens and closes, and its backup with it', () => {
    const pendingOf = (node: ContractNode): Promise<Answer> =>
      node.rpc().call('lnrpc.Lightning/PendingChannels');
    const eventsOf = (node: ContractNode, method: string) => {
      const stream = node.rpc().stream(method);
      const told: Answer[] = [];
      stream.on('data', (event: Answer) => told.push(event));
      stream.on('error', () => undefined);
      return { told, stop: () => stream.cancel() };
    };
    /** Stage, and whether the blocks that are left are known, as the adapter sees them. */
    const stagesOf = async (): Promise<readonly (readonly [string, boolean])[]> => {
      const node = await adapter();
      const { pending } = (await node.insight?.details()) ?? {};
      if (!pending?.ok) throw new Error('the pending channels could not be read');
      return pending.value.map(({ stage, blocksLeft }) => [stage, (blocksLeft ?? 0) > 0]);
    };
    const open = async (capacity: number): Promise<string> => {
      const { payer, hub, mine } = world();
      const opened = await payer.rpc().call('lnrpc.Lightning/OpenChannelSync', {
        node_pubkey: Buffer.from(hub.publicKey, 'hex'),
        local_funding_amount: String(capacity),
        push_sat: '100000',
        sat_per_vbyte: '2',
      });
      const txid = Buffer.from(opened['funding_txid_bytes'] as Buffer)
        .reverse()
        .toString('hex');
      const pending = await pendingOf(payer);
      likeLnd('PendingChannels opening', pending);
      expect(await stagesOf()).toEqual([['opening', true]]);
      const [row] = pending['pending_open_channels'] as readonly Row[];
      expect(row?.['channel']).toMatchObject({ remote_node_pub: hub.publicKey, capacity: String(capacity) });
      await mine(6);
      const point = `${txid}:${Number(opened['output_index'])}`;
      await vi.waitFor(
        async () =>
          expect(
            (await channelsOf(payer)).find((one) => one.channel_point === point && one.active),
          ).toBeDefined(),
        { timeout: 30_000, interval: 200 },
      );
      return point;
    };
    const close = (point: string, force: boolean) => {
      const [txid = '', index = '0'] = point.split(':');
      return world()
        .payer.rpc()
        .stream('lnrpc.Lightning/CloseChannel', {
          channel_point: {
            funding_txid_bytes: Buffer.from(txid, 'hex').reverse(),
            output_index: Number(index),
          },
          force,
          ...(force ? {} : { sat_per_vbyte: '2' }),
        });
    };
    const firstOf = (stream: ReturnType<typeof close>): Promise<Answer> =>
      new Promise((resolve, reject) => {
        stream.once('data', resolve);
        stream.on('error', reject);
      });

    it('opens: pending, then active, each told; the backup covers it; closes in agreement', async () => {
      const { payer, hub, mine } = world();
      const events = eventsOf(payer, 'lnrpc.Lightning/SubscribeChannelEvents');
      const backups = eventsOf(payer, 'lnrpc.Lightning/SubscribeChannelBackups');
      const point = await open(500_000);
      expect(events.told.map((event) => event['type'])).toEqual(
        expect.arrayContaining(['PENDING_OPEN_CHANNEL', 'OPEN_CHANNEL', 'ACTIVE_CHANNEL']),
      );
      likeLnd(
        'SubscribeChannelEvents open',
        events.told.find((event) => event['type'] === 'OPEN_CHANNEL'),
      );
      await vi.waitFor(() => expect(backups.told.length).toBeGreaterThan(0), { timeout: 10_000 });
      likeLnd('SubscribeChannelBackups', backups.told.at(-1));
      const [txid = ''] = point.split(':');
      const covered = backups.told.at(-1)?.['multi_chan_backup'] as { readonly chan_points: readonly Row[] };
      expect(
        covered.chan_points.map((one) =>
          Buffer.from(one['funding_txid_bytes'] as Buffer)
            .reverse()
            .toString('hex'),
        ),
      ).toContain(txid);

      const stream = close(point, false);
      likeLnd('CloseChannel first word', await firstOf(stream));
      const waiting = await pendingOf(payer);
      likeLnd('PendingChannels closing in agreement', waiting);
      expect(waiting['waiting_close_channels'] as readonly Row[]).toHaveLength(1);
      expect(await stagesOf()).toEqual([['closing', true]]);
      await mine(6);
      await vi.waitFor(
        async () => {
          const { channels } = await payer.rpc().call('lnrpc.Lightning/ClosedChannels');
          const row = (channels as readonly Row[]).find((one) => one['channel_point'] === point);
          expect(row).toMatchObject({ close_type: 'COOPERATIVE_CLOSE', remote_pubkey: hub.publicKey });
          likeLnd('ClosedChannels in agreement', row);
        },
        { timeout: 30_000, interval: 200 },
      );
      expect(events.told.map((event) => event['type'])).toContain('CLOSED_CHANNEL');
      stream.cancel();
      events.stop();
      backups.stop();
    });

    it('closes by force: waits for the chain, then for the delay, then is closed', async () => {
      const { payer, mine } = world();
      const point = await open(400_000);
      const stream = close(point, true);
      await firstOf(stream);
      const waiting = await pendingOf(payer);
      likeLnd('PendingChannels waiting for a forced close', waiting);
      expect(waiting['waiting_close_channels']).toHaveLength(1);
      expect(await stagesOf()).toEqual([['force-closing', true]]);
      await mine(3);
      const rows = await vi.waitFor(
        async () => {
          const pending = await pendingOf(payer);
          const found = pending['pending_force_closing_channels'] as readonly Row[];
          expect(found).toHaveLength(1);
          return found;
        },
        { timeout: 30_000, interval: 200 },
      );
      likeLnd('PendingChannels forced', rows[0]);
      expect(Number(rows[0]?.['blocks_til_maturity'])).toBeGreaterThan(0);
      expect(await stagesOf()).toEqual([['maturing', true]]);
      // The delay, then the sweep and its confirmation.
      await vi.waitFor(
        async () => {
          await mine(4);
          const { channels } = await payer.rpc().call('lnrpc.Lightning/ClosedChannels');
          const row = (channels as readonly Row[]).find((one) => one['channel_point'] === point);
          expect(row).toMatchObject({ close_type: 'LOCAL_FORCE_CLOSE' });
          const pending = await pendingOf(payer);
          expect(pending['pending_force_closing_channels']).toEqual([]);
          likeLnd('ClosedChannels by force', row);
        },
        { timeout: 60_000, interval: 500 },
      );
      stream.cancel();
    });

    it('the adapter follows the backup, knows a damaged one, and shows channels, peers and what was closed', async () => {
      const { payer, hub } = world();
      const node = await adapter();
      const insight = node.insight;
      if (!insight) throw new Error('the adapter looks into its node');
      const backup = await new Promise<ChannelBackup>((resolve) => {
        const stop = insight.onBackup((told) => {
          resolve(told);
          queueMicrotask(() => stop());
        });
      });
      const channels = await channelsOf(payer);
      expect(backup.points.toSorted()).toEqual(channels.map((one) => one.channel_point).toSorted());
      expect(await insight.verifyBackup(backup.bytes)).toBe('good');
      const changed = Buffer.from(backup.bytes);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      expect(await insight.verifyBackup(changed)).toBe('damaged');

      const details = await insight.details();
      expect(details).toMatchObject({
        channels: { ok: true },
        pending: { ok: true, value: [] },
        peers: { ok: true, value: [{ publicKey: hub.publicKey }] },
        forwards: { ok: true },
      });
      if (!details.channels.ok || !details.closed.ok) throw new Error('it could not be read');
      expect(details.channels.value.map((one) => [one.point, one.capacity])).toEqual(
        channels.map((one) => [one.channel_point, BigInt(one.capacity) * 1_000n]),
      );
      expect(details.closed.value.map((one) => one.how).toSorted()).toEqual(['agreement', 'force-by-us']);
      expect(insight.calls().find(({ call }) => call === 'Lightning.ListChannels')).toMatchObject({
        failed: 0,
        lastFailure: null,
      });
      const atHub = await (await adapter(hub)).insight?.details();
      if (!atHub?.forwards.ok || !atHub.channels.ok) throw new Error('it could not be read');
      expect(atHub.forwards.value.count).toBeGreaterThan(0);
      expect(atHub.channels.value[0]?.fee).toEqual({ base: 1_000n, ppm: 1_000 });
    });

    it('a channel nobody has is not closed', async () => {
      const { refusal } = await allOf(close(`${'11'.repeat(32)}:0`, false));
      refusedLikeLnd('CloseChannel of nobody', refusal ?? { code: -1, details: '' });
    });

    it('a backup is verified, and one with a changed byte is not', async () => {
      const { payer } = world();
      const exported = await payer.rpc().call('lnrpc.Lightning/ExportAllChannelBackups');
      likeLnd('ExportAllChannelBackups', { ...exported, multi_chan_backup: null, single_chan_backups: null });
      const multi = exported['multi_chan_backup'] as {
        readonly multi_chan_backup: Buffer;
        readonly chan_points: unknown[];
      };
      expect(multi.chan_points).toHaveLength((await channelsOf(payer)).length);
      const verify = (bytes: Buffer) =>
        payer
          .rpc()
          .call('lnrpc.Lightning/VerifyChanBackup', { multi_chan_backup: { multi_chan_backup: bytes } });
      const verified = await verify(multi.multi_chan_backup);
      likeLnd('VerifyChanBackup', verified);
      const changed = Buffer.from(multi.multi_chan_backup);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      refusedLikeLnd('VerifyChanBackup of a changed one', await refusalOf(verify(changed)));
      refusedLikeLnd('VerifyChanBackup of nothing', await refusalOf(verify(Buffer.alloc(0))));
    });
  });

  describe('15: the wallet on the chain', () => {
    it('addresses of both kinds, balance, coins and history', async () => {
      const { payer, mine } = world();
      // What a closed channel gave back may still wait for its block.
      await mine(1);
      const wallet = await payer.rpc().call('lnrpc.Lightning/WalletBalance');
      likeLnd('WalletBalance', wallet);
      expect(Number(wallet['confirmed_balance'])).toBeGreaterThan(0);
      for (const [type, prefix] of [
        ['WITNESS_PUBKEY_HASH', 'bcrt1q'],
        ['TAPROOT_PUBKEY', 'bcrt1p'],
      ] as const)
        expect((await payer.rpc().call('lnrpc.Lightning/NewAddress', { type }))['address']).toMatch(
          new RegExp(`^${prefix}`),
        );
      const history = await payer.rpc().call('lnrpc.Lightning/GetTransactions', { max_transactions: 2 });
      likeLnd('GetTransactions', history);
    });

    it('more than there is, or to no address, is refused in lnd’s words', async () => {
      const { payer, hub } = world();
      const { address } = await hub.rpc().call('lnrpc.Lightning/NewAddress', { type: 'WITNESS_PUBKEY_HASH' });
      const sendCoins = (request: object) =>
        refusalOf(payer.rpc().call('lnrpc.Lightning/SendCoins', { sat_per_vbyte: '2', ...request }));
      refusedLikeLnd(
        'SendCoins more than there is',
        await sendCoins({ addr: address, amount: '2000000000000000' }),
      );
      refusedLikeLnd('SendCoins to no address', await sendCoins({ addr: 'hello', amount: '1000' }));
    });
  });
}
