// Calls to the practice fleet: drills, pace, and what its chain gives and mines. Nothing of this exists where the money is real.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { msat } from '../../../shared/domain/money.ts';
import type { ToPractice } from '../../../shared/domain/practice.ts';
import { refuse } from '../../../shared/domain/result.ts';
import { msatToSat } from '../../../shared/domain/sat.ts';
import { parseAddress } from '../../bitcoin/address.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { DONE } from './actor.ts';

type PracticeHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `practice.${string}`>>;

/** Sats. Below is dust or near it; above no one payment of the faucet goes. */
const GIFT = { min: 1_000n, max: 1_000_000_000n } as const;

export function practiceHandlers({
  lifecycle,
}: {
  readonly lifecycle: Pick<Lifecycle, 'practice'>;
}): PracticeHandlers {
  const tell = (message: ToPractice) => {
    const practice = lifecycle.practice();
    if (!practice) return refuse('not_practice', 'This is not a practice fleet. Nothing was done.');
    practice.tell(message);
    return DONE;
  };
  return {
    'practice.drill': ({ name }) => tell({ type: 'drill', name }),
    'practice.setSpeed': ({ factor }) => tell({ type: 'speed', factor }),
    'practice.giveCoins': ({ address, valueMsat }) => {
      // The pretend chain is a regtest: an address of real money is refused before anything hears of it.
      const parsed = parseAddress(address, 'regtest');
      if (!parsed.ok) return parsed;
      const value = msatToSat(msat(BigInt(valueMsat)));
      if (value === undefined || value < GIFT.min || value > GIFT.max)
        return refuse(
          'bad_amount',
          'The faucet gives 1,000 sats to 10 BTC, in whole sats. Nothing was given.',
        );
      return tell({ type: 'faucet', address: parsed.value.address, sats: Number(value) });
    },
    'practice.mine': ({ blocks }) => tell({ type: 'mine', blocks }),
  };
}
