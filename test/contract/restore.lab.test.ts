// A lost node, against real lnd: its channel backup as the console kept it, and the words of its wallet, bring the channels' money back.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createChannelBackups, type BackupCopy } from '../../electron/lightning/channel-backups.ts';
import { systemClock } from '../../electron/store/clock.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import { ensureBinaries } from '../lab/binaries.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { adapterOf } from './fixture.ts';
import { whyNoLnd } from './lnd-world.ts';

const why = whyNoLnd('asked');
if (why !== null) process.stderr.write(`skipped: restoring a real lnd. ${why}.\n`);

const LONG = { timeout: 90_000, interval: 500 };
type Row = Readonly<Record<string, unknown>>;

describe.skipIf(why !== null)('a node that is lost', { timeout: 240_000 }, () => {
  let lab: Lab;
  beforeAll(async () => {
    const say = (): void => undefined;
    lab = await startLab(await ensureBinaries(say), say);
  }, 240_000);
  afterAll(() => lab?.stop(), 120_000);

  it('gets its channels’ money back from the copy the console kept, by a forced close that is shown as such', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-restore-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const dave = await lab.addNode('dave');
    await lab.fund(dave, 2_000_000);
    const point = await lab.openChannel(dave, lab.node('bob'), 500_000, 100_000);

    const kept: BackupCopy[] = [];
    const backups = createChannelBackups({
      folder,
      clock: systemClock,
      onKept: (_id, copy) => kept.push(copy),
      onChange: () => undefined,
    });
    const node = adapterOf(dave, { id: 'davedave' as NodeId });
    backups.follow([node]);
    await vi.waitFor(() => expect(kept).toMatchObject([{ channels: 1 }]), LONG);
    backups.close();
    await node.close();
    await dave.stop();

    const again = await lab.addNode('dave-again', {
      restore: { seed: dave.seed, backup: readFileSync(kept[0]?.file ?? '') },
    });
    expect(again.publicKey).toBe(dave.publicKey);
    const restored = adapterOf(again);
    onTestFinished(() => restored.close());
    await vi.waitFor(async () => {
      const { waiting_close_channels } = await again.rpc().call('lnrpc.Lightning/PendingChannels');
      expect(
        (waiting_close_channels as readonly { readonly channel: Row }[]).map(
          (row) => row.channel['channel_point'],
        ),
      ).toEqual([point]);
    }, LONG);
    const pending = (await restored.insight?.details())?.pending;
    expect(pending).toMatchObject({ ok: true, value: [{ point, stage: 'force-closing' }] });

    await lab.connect(again, lab.node('bob'));
    await vi.waitFor(async () => {
      await lab.mine(1);
      const { channels } = await again.rpc().call('lnrpc.Lightning/ClosedChannels');
      expect((channels as readonly Row[]).map((row) => [row['channel_point'], row['close_type']])).toEqual([
        [point, 'REMOTE_FORCE_CLOSE'],
      ]);
      const wallet = await again.rpc().call('lnrpc.Lightning/WalletBalance');
      // What was left after funding and fees, and 400,000 sats out of the channel less its own fees.
      expect(Number(wallet['confirmed_balance'])).toBeGreaterThan(1_880_000);
    }, LONG);
  });
});
