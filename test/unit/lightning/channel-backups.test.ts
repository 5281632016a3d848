// Channel backups on disk: kept only when the node vouches for them, when something changed, and never more than three.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createChannelBackups, type BackupCopy } from '../../../electron/lightning/channel-backups.ts';
import type { LightningNode } from '../../../electron/lightning/lightning-node.ts';
import type { ChannelBackup, NodeInsight } from '../../../electron/lightning/node-insight.ts';
import type { NodeId } from '../../../shared/domain/ids.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { scratchFolder } from '../../support/scratch.ts';

const ID = 'abcd2345' as NodeId;
type Verdict = Awaited<ReturnType<NodeInsight['verifyBackup']>>;

function bench() {
  const folder = join(scratchFolder(), 'channel-backups');
  const clock = createFakeClock();
  const kept: BackupCopy[] = [];
  let verdict: Verdict = 'good';
  let listener: ((backup: ChannelBackup) => void) | undefined;
  const node = {
    id: ID,
    insight: {
      onBackup: (told: (backup: ChannelBackup) => void) => {
        listener = told;
        return () => (listener = undefined);
      },
      verifyBackup: () => Promise.resolve(verdict),
    },
  } as unknown as LightningNode;
  const backups = createChannelBackups({
    folder,
    clock,
    onKept: (_id, copy) => kept.push(copy),
    onChange: () => undefined,
  });
  backups.follow([node]);
  return {
    folder,
    clock,
    kept,
    backups,
    node,
    listens: () => listener !== undefined,
    says: (now: Verdict) => void (verdict = now),
    tell: async (text: string, points: readonly string[], says: Verdict = 'good') => {
      verdict = says;
      listener?.({ bytes: Buffer.from(text), points });
      await turns();
    },
  };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

it('keeps what the node vouches for, as bytes lnd restores from, for nobody else to read', async () => {
  const { tell, kept, folder } = bench();
  await tell('first', ['a:0', 'b:1']);
  expect(kept).toMatchObject([{ channels: 2 }]);
  expect(readFileSync(kept[0]?.file ?? '', 'utf8')).toBe('first');
  expect(statSync(kept[0]?.file ?? '').mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('does not write again what covers the same channels, and says when that was last confirmed', async () => {
  const { tell, kept, clock, backups } = bench();
  await tell('first', ['a:0']);
  clock.advance(3_600);
  await tell('the same, encrypted anew', ['a:0']);
  expect(kept).toHaveLength(1);
  expect(backups.state(ID).coveredAt).toBe(clock.now());
  clock.advance(8 * 86_400);
  await tell('a week later', ['a:0']);
  expect(kept).toHaveLength(2);
});

it('keeps the newest three', async () => {
  const { tell, clock, backups, folder } = bench();
  for (const count of [1, 2, 3, 4, 5]) {
    clock.advance(60);
    await tell(
      `backup ${count}`,
      Array.from({ length: count }, (_, index) => `p:${index}`),
    );
  }
  expect(backups.state(ID).copies.map(({ channels }) => channels)).toEqual([5, 4, 3]);
  expect(readdirSync(folder)).toHaveLength(3);
});

it('takes of many changes in a minute the first and the last, so that a node cannot push the good ones out', async () => {
  const { tell, clock, backups, kept } = bench();
  await tell('good', ['a:0', 'b:0', 'c:0']);
  clock.advance(2 * 86_400);
  for (let round = 1; round <= 12; round += 1) await tell(`junk ${round}`, [`x:${round}`]);
  expect(kept).toHaveLength(2);
  for (let minute = 1; minute <= 4; minute += 1) {
    clock.advance(60);
    await tell(`more ${minute}`, [`y:${minute}`]);
  }
  clock.advance(60);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  const { copies } = backups.state(ID);
  expect(copies).toHaveLength(4);
  expect(copies.map(({ file }) => readFileSync(file, 'utf8'))).toContain('good');
  expect(readFileSync(copies[0]?.file ?? '', 'utf8')).toBe('more 4');
});

it('keeps new ones although others bear a time to come', async () => {
  const { tell, clock, backups, folder } = bench();
  await tell('first', ['a:0']);
  for (const day of [1, 2, 3])
    writeFileSync(join(folder, `${ID}.${clock.now() + day * 86_400}.1.backup`), `ahead ${day}`);
  clock.advance(60);
  await tell('second', ['a:0', 'b:0']);
  const [newest] = backups.state(ID).copies;
  expect(readFileSync(newest?.file ?? '', 'utf8')).toBe('second');
});

it.each(['damaged', 'no-answer'] as const)(
  'does not keep one when the verdict is %s, and says so',
  async (verdict) => {
    const { tell, kept, clock, backups } = bench();
    await tell('good', ['a:0']);
    clock.advance(60);
    await tell('bad', ['a:0', 'b:0'], verdict);
    expect(kept).toHaveLength(1);
    expect(backups.state(ID)).toMatchObject({
      note: expect.stringMatching(/not kept/),
      copies: [{ channels: 1 }],
    });
    await tell('good again', ['a:0', 'b:0']);
    expect(backups.state(ID)).toMatchObject({ note: '', copies: [{ channels: 2 }, { channels: 1 }] });
  },
);

it('asks again by itself when the node said nothing of it, until a later one comes', async () => {
  const { tell, says, kept, clock, backups } = bench();
  await tell('first', ['a:0'], 'no-answer');
  clock.advance(60);
  await turns();
  expect(kept).toEqual([]);
  says('good');
  clock.advance(60);
  await turns();
  expect(kept).toMatchObject([{ channels: 1 }]);
  expect(backups.state(ID).note).toBe('');
  clock.advance(600);
  await tell('second', ['a:0', 'b:0'], 'no-answer');
  await tell('third', ['a:0', 'b:0', 'c:0'], 'good');
  clock.advance(600);
  await turns();
  expect(kept.map(({ channels }) => channels)).toEqual([1, 3]);
  await tell('fourth', ['d:0'], 'no-answer');
  expect(clock.pendingTimers()).toBe(1);
  backups.follow([]);
  expect(clock.pendingTimers()).toBe(0);
});

it('tries again when the disk did not take it', async () => {
  const { tell, folder, kept, clock, backups } = bench();
  writeFileSync(folder, 'in the way');
  await tell('first', ['a:0']);
  expect(backups.state(ID)).toMatchObject({ note: expect.stringMatching(/disk/), copies: [] });
  rmSync(folder);
  clock.advance(60);
  await turns();
  expect(kept).toMatchObject([{ channels: 1 }]);
  expect(backups.state(ID).note).toBe('');
});

it('an empty list of channels takes nothing away and writes nothing', async () => {
  const { tell, backups, folder } = bench();
  await tell('nothing', []);
  expect(existsSync(folder)).toBe(false);
  await tell('one', ['a:0']);
  await tell('nothing', []);
  expect(backups.state(ID).copies).toHaveLength(1);
});

it('finds its copies after a restart, and follows only who is there', async () => {
  const { tell, clock, folder, backups, node, listens } = bench();
  await tell('one', ['a:0']);
  const later = createChannelBackups({ folder, clock, onKept: () => undefined, onChange: () => undefined });
  expect(later.state(ID)).toMatchObject({ copies: [{ channels: 1 }], coveredAt: null });
  backups.follow([]);
  expect(listens()).toBe(false);
  backups.follow([node]);
  expect(listens()).toBe(true);
});
