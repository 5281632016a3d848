// The split of a node's balance.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { balanceOf, type ChannelSide } from '../../../../electron/lightning/lnd/balance.ts';
import { msat, sats } from '../../../../shared/domain/money.ts';

const amount = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(msat);
const channel: fc.Arbitrary<ChannelSide> = fc.record({
  active: fc.boolean(),
  local: amount,
  reserve: amount,
  outgoing: amount,
});

it('counts nothing for a node without channels', () => {
  expect(balanceOf([])).toEqual({ total: 0n, spendable: 0n, reserved: 0n, inFlight: 0n });
});

it('takes the reserve off what can be spent, and counts what is in flight as ours', () => {
  const side = { active: true, local: sats(500_000), reserve: sats(10_000), outgoing: sats(20_000) };
  expect(balanceOf([side])).toEqual({
    total: sats(520_000),
    spendable: sats(490_000),
    reserved: sats(10_000),
    inFlight: sats(20_000),
  });
});

it('lets nothing be spent over a channel whose peer is away', () => {
  const side = { active: false, local: sats(500_000), reserve: sats(10_000), outgoing: sats(0) };
  expect(balanceOf([side])).toMatchObject({ total: sats(500_000), spendable: 0n, reserved: sats(10_000) });
});

it('reserves no more than there is, and lets one poor channel take nothing from another', () => {
  const poor = { active: true, local: sats(3_000), reserve: sats(10_000), outgoing: sats(0) };
  const rich = { active: true, local: sats(50_000), reserve: sats(10_000), outgoing: sats(0) };
  expect(balanceOf([poor, rich])).toMatchObject({ spendable: sats(40_000), reserved: sats(13_000) });
});

it('adds up: the parts make the total, less only what inactive channels hold above their reserve', () => {
  fc.assert(
    fc.property(fc.array(channel, { maxLength: 12 }), (channels) => {
      const { total, spendable, reserved, inFlight } = balanceOf(channels);
      const away = balanceOf(channels.filter((side) => !side.active));
      expect(spendable + reserved + inFlight + (away.total - away.reserved - away.inFlight)).toBe(total);
    }),
  );
});
