// A channel's bar: its parts are those of the channel, and its width is the channel's among the others.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelBar } from '../../../../renderer/features/nodes/channel-bar.ts';
import type { MsatText } from '../../../../shared/domain/money.ts';

const text = (value: number | bigint): MsatText => String(value) as MsatText;
const channel = (capacity: number, local: number, remote: number, reserve: number, outgoing = 0) => ({
  capacityMsat: text(capacity),
  localMsat: text(local),
  remoteMsat: text(remote),
  reserveMsat: text(reserve),
  outgoingMsat: text(outgoing),
  incomingMsat: text(0),
});

it('splits a channel into what can be sent, what must stay, what is under way, and theirs', () => {
  expect(channelBar(channel(1_000, 500, 400, 10, 90), 2_000n)).toEqual({
    width: 50,
    spendable: 49,
    reserve: 1,
    underWay: 9,
    remote: 40,
  });
});

it('below the reserve nothing can be sent', () => {
  expect(channelBar(channel(1_000, 4, 996, 10), 1_000n)).toMatchObject({ spendable: 0, reserve: 0.4 });
});

it('the smallest channel can still be seen, and none is wider than the column', () => {
  expect(channelBar(channel(1, 1, 0, 0), 1_000_000n).width).toBe(6);
  expect(channelBar(channel(0, 0, 0, 0), 0n)).toMatchObject({ width: 6, spendable: 0 });
});

it('the parts never add up to more than the whole', () => {
  fc.assert(
    fc.property(
      fc.nat(1e12),
      fc.nat(1e12),
      fc.nat(1e12),
      fc.nat(1e10),
      (local, remote, outgoing, reserve) => {
        const bar = channelBar(
          channel(local + remote + outgoing, local, remote, reserve, outgoing),
          BigInt(local + remote + outgoing),
        );
        expect(bar.spendable + bar.reserve + bar.underWay + bar.remote).toBeLessThanOrEqual(100.000001);
        expect(bar.width).toBeLessThanOrEqual(100);
      },
    ),
  );
});
