// Device keys: an extended public key is read on the device and agreed to there, and a policy that names this device bears its real key.
import type { Network } from '../../shared/domain/network.ts';
import { pathText, readXpub } from '../bitcoin/extended-key.ts';
import type { ReadPolicy } from '../bitcoin/wallet-policy.ts';
import type { HardwareSession } from '../hardware/hardware-wallet.ts';
import { OperationRefused, type OperationWork } from './operations.ts';

/** Read silently first, so that the window can show what the device is about to show; then agreed to there; both must be the same. */
export async function confirmedXpub(
  session: HardwareSession,
  work: OperationWork,
  path: readonly number[],
  network: Network,
): Promise<string> {
  const text = `m/${pathText(path)}`;
  work.step('Reading the public key');
  const silent = await session.accountXpub(text, { confirm: false });
  const read = readXpub(silent, network, path);
  if (!read.ok) throw new OperationRefused('protocol', `${read.message} Nothing was stored.`, 'Try again.');
  work.onDevice([
    { title: 'Path', text },
    { title: 'Public key', text: silent },
  ]);
  work.step('Compare the public key with the one on the Ledger and confirm it there');
  const shown = await session.accountXpub(text, { confirm: true });
  work.onDevice([]);
  if (shown !== silent)
    throw new OperationRefused(
      'protocol',
      'The Ledger gave two different keys for one path. Nothing was stored.',
      'Connect it again without a hub. If it happens again, the device or the cable is not to be trusted.',
    );
  return shown;
}

/** SECURITY: a policy in which this device's own key was exchanged for another would be registered as if it were the operator's. */
export async function ownKeyIn(read: ReadPolicy, session: HardwareSession, network: Network): Promise<void> {
  const own = read.keys.filter(({ fingerprint }) => fingerprint === session.info.fingerprint);
  if (own.length === 0)
    throw new OperationRefused(
      'wrong-device',
      `None of the keys is of this Ledger (${session.info.fingerprint}). Nothing was registered.`,
      'Connect a Ledger whose key is in the policy, or add the key of this one.',
    );
  for (const key of own) {
    const xpub = await session.accountXpub(`m/${pathText(key.path)}`, { confirm: false });
    if (!readXpub(xpub, network).ok || xpub !== key.xpub)
      throw new OperationRefused(
        'rejected-data',
        'A key in the policy bears this Ledger’s fingerprint and is not its key. Nothing was registered.',
        'Read the key from this Ledger again and compose the policy anew.',
      );
  }
}
