// Device screens: what the Ledger will show for a draft, so that the operator can compare line by line. Recorded from the Bitcoin app 2.4.6.
import type { Network } from '../../shared/domain/network.ts';
import type { Sat } from '../../shared/domain/sat.ts';
import { addressOfScript } from './address.ts';
import { btcText } from './bip21.ts';
import { CHAIN_PARAMS } from './chain-params.ts';
import { sumOf } from './coins.ts';
import type { Draft } from './draft.ts';

export type DeviceWarning =
  /** An input whose previous transaction is not there: “Security risk / Unverified inputs”. */
  | 'unverified-inputs'
  /** The fee is a tenth of what goes in, or more. */
  | 'high-fee'
  /** Every output is change of this account. */
  | 'self-transfer';

export type DeviceScreens = {
  /** Headline and text, in the order shown. Numbers of addresses come in pieces there; here they are whole. */
  readonly screens: readonly { readonly title: string; readonly text: string }[];
  readonly warnings: readonly DeviceWarning[];
  readonly outputs: readonly { readonly address: string; readonly amount: Sat }[];
  readonly fee: Sat;
};

/** Below this sum the app does not warn of the fee. */
const FEE_WARNING_ABOVE = 100_000n;

/** `policyName`: empty for an account of one key. `verified`: every input carries its previous transaction. */
export function deviceScreens(
  draft: Draft,
  network: Network,
  policyName: string,
  verified: boolean,
): DeviceScreens {
  const { ticker } = CHAIN_PARAMS[network];
  // The device knows no regtest: its Bitcoin Test app writes every address as testnet's.
  const shownOn: Network = network === 'mainnet' ? 'mainnet' : 'testnet';
  const outputs = draft.outputs
    .filter(({ change }) => change === null)
    .map(({ script, value }) => ({
      address: addressOfScript(script, shownOn) ?? `script ${script}`,
      amount: value,
    }));
  const spent = sumOf(draft.inputs.map(({ coin }) => coin));
  const warnings: DeviceWarning[] = [
    ...(verified || draft.inputs.every(({ coin }) => coin.origin.kind === 'p2tr')
      ? []
      : (['unverified-inputs'] as const)),
    ...(spent > FEE_WARNING_ABOVE && draft.fee * 10n >= spent ? (['high-fee'] as const) : []),
    ...(outputs.length === 0 ? (['self-transfer'] as const) : []),
  ];
  const money = (amount: bigint): string => `${btcText(amount)} ${ticker}`;
  const numbered = (what: string, at: number): string => (outputs.length > 1 ? `${what} ${at + 1}` : what);
  return {
    screens: [
      { title: 'Review transaction', text: 'to send bitcoin' },
      ...(policyName === '' ? [] : [{ title: 'From', text: policyName }]),
      ...(outputs.length === 0 ? [{ title: 'Amount', text: `${money(0n)} (self-transfer)` }] : []),
      ...outputs.flatMap(({ address, amount }, at) => [
        { title: numbered('Amount', at), text: money(amount) },
        { title: numbered('To', at), text: address },
      ]),
      { title: 'Fees', text: money(draft.fee) },
      { title: 'Sign transaction', text: '' },
    ],
    warnings,
    outputs,
    fee: draft.fee,
  };
}
