// What may cost a forced close is said in time, and nothing else is said.
import { describe, expect, it } from 'vitest';
import { channelWarnings } from '../../../electron/lightning/channel-warnings.ts';
import type { ChannelView, PendingView } from '../../../electron/lightning/node-insight.ts';
import { sats } from '../../../shared/domain/money.ts';

const channel = (more: Partial<ChannelView>): ChannelView => ({
  point: `${'a'.repeat(64)}:0`,
  id: '1',
  peer: '02'.padEnd(66, 'b'),
  peerAlias: '',
  active: true,
  private: false,
  openedByUs: true,
  capacity: sats(100n),
  local: sats(50n),
  remote: sats(40n),
  reserve: sats(1n),
  outgoing: sats(10n),
  incoming: sats(0n),
  htlcs: 1,
  expiryHeight: null,
  fee: null,
  ...more,
});
const pending = (more: Partial<PendingView>): PendingView => ({
  point: `${'c'.repeat(64)}:0`,
  peer: '',
  capacity: sats(100n),
  ours: sats(50n),
  stage: 'closing',
  blocksLeft: 3,
  txid: null,
  ...more,
});
const said = (
  channels: readonly ChannelView[],
  rows: readonly PendingView[],
  height: number | null = 1_000,
) => channelWarnings(channels, rows, height).map(({ level, text }) => [level, text.slice(0, 60)]);

describe('warnings about channels', () => {
  it.each([
    ['a channel without payments', {}, []],
    ['a payment that has a day and a block left', { expiryHeight: 1_155 }, []],
    ['a payment that has a day left', { expiryHeight: 1_154 }, ['warn']],
    ['the same while the peer is away', { expiryHeight: 1_154, active: false }, ['danger']],
    ['a payment the node is about to take to the chain', { expiryHeight: 1_010 }, ['danger']],
  ])('%s', (_name, more, levels) => {
    expect(said([channel(more)], []).map(([level]) => level)).toEqual(levels);
  });

  it('says nothing of time when the height is not known', () => {
    expect(said([channel({ expiryHeight: 1_001 })], [], null)).toEqual([]);
  });

  it('says that a channel is being closed by force, and not that one closes in agreement', () => {
    expect(said([], [pending({ stage: 'force-closing' }), pending({})])).toEqual([
      ['danger', 'This channel is being closed by force. Its money is not spen'],
    ]);
  });

  it('counts one block as one', () => {
    expect(channelWarnings([channel({ expiryHeight: 1_011 })], [], 1_000)[0]?.text).toContain(
      'within 1 block,',
    );
  });
});
