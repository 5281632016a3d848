// Device check: the address the device derives is ours by its script, before and after a person agreed to it on the device's screen.
import type { Network } from '../../shared/domain/network.ts';
import { addressOfScript, parseAddress } from '../bitcoin/address.ts';
import type { DerivedScript } from '../bitcoin/account-scripts.ts';
import type { HardwareSession, WalletPolicy } from '../hardware/hardware-wallet.ts';
import { OperationRefused, type OperationWork } from './operations.ts';

/** The Bitcoin Test app writes every test network as testnet: on regtest it shows `tb1…` for `bcrt1…`, of the same script. */
export const deviceNetwork = (network: Network): Network => (network === 'mainnet' ? 'mainnet' : 'testnet');

/** What the device will show for a script. */
export const deviceAddress = (script: string, network: Network): string =>
  addressOfScript(script, deviceNetwork(network)) ?? script;

export type Checked = {
  readonly policy: WalletPolicy;
  readonly hmac: string | null;
  readonly network: Network;
  readonly derived: DerivedScript;
};

/**
 * Resolves once a person agreed to the address on the device and both scripts are the same.
 * SECURITY: an address that differs means that coins paid to it would be somebody else's; it is never shown as an address to pay to.
 */
export async function checkOnDevice(
  session: HardwareSession,
  work: OperationWork,
  { policy, hmac, network, derived }: Checked,
): Promise<void> {
  const at = { change: derived.change, index: derived.index };
  const same = (address: string): void => {
    const parsed = parseAddress(address, deviceNetwork(network));
    if (!parsed.ok || parsed.value.script !== derived.script)
      throw new OperationRefused(
        'address-differs',
        'The Ledger derives another address than this console. Nothing was stored; do not use this address.',
        'Check that it is the right Ledger and the right passphrase wallet. If it happens again, one of the two is not to be trusted.',
      );
  };
  // Compared first without showing it: a person is not asked to agree to an address that is wrong already.
  same(await session.address(policy, hmac, at, { confirm: false }));
  work.onDevice([{ title: 'Address', text: deviceAddress(derived.script, network) }]);
  work.step('Compare the address with the one on the Ledger and confirm it there');
  same(await session.address(policy, hmac, at, { confirm: true }));
  work.onDevice([]);
}
