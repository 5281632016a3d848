// Device screens: what the Bitcoin app shows of a transaction, one line per screen, so that a person knows what to compare. Recorded of app 2.4.
import type { Network } from '../../shared/domain/network.ts';
import { btcText } from '../bitcoin/bip21.ts';
import { CHAIN_PARAMS } from '../bitcoin/chain-params.ts';
import type { ColdAccount } from './cold-account.ts';
import { deviceAddress } from './device-check.ts';
import type { DraftPlan } from './draft.ts';
import type { DeviceLine } from './operations.ts';

/** The app warns above a tenth of what goes in, and only of inputs above this. */
const HIGH_FEE_FLOOR = 100_000n;

const coins = (value: bigint, network: Network): string =>
  `${CHAIN_PARAMS[network].ticker} ${btcText(value)}`;

export function screensOf(
  { network, policy }: Pick<ColdAccount, 'network' | 'policy'>,
  { inputs, outputs, fee }: Pick<DraftPlan, 'inputs' | 'outputs' | 'fee'>,
): readonly DeviceLine[] {
  const spent = inputs.reduce((sum, { value }) => sum + value, 0n);
  const shown = outputs.filter(({ kind }) => kind !== 'change');
  const highFee = spent > HIGH_FEE_FLOOR && fee * 10n >= spent;
  return [
    ...(highFee ? [{ title: 'Warning', text: 'High fees' }] : []),
    ...(policy.name === '' ? [] : [{ title: 'From', text: policy.name }]),
    ...(shown.length === 0 ? [{ title: 'Amount', text: 'Self-transfer' }] : []),
    ...shown.flatMap(({ value, script }, index) => {
      const number = shown.length > 1 ? ` ${index + 1}` : '';
      return [
        { title: `Amount${number}`, text: coins(value, network) },
        { title: `To${number}`, text: deviceAddress(script, network) },
      ];
    }),
    { title: 'Fees', text: coins(fee, network) },
  ];
}
