// Its device: a session with a device that may sign for an account, and with no other.
import type { HardwareSession } from '../hardware/hardware-wallet.ts';
import type { OpenAccount } from './cold-account.ts';
import { OperationRefused, type OperationWork } from './operations.ts';

/** Opens a device that may sign for this account: the one on record, or one on which its policy was registered. */
export function onItsDevice<T>(
  account: OpenAccount,
  work: OperationWork,
  needs: Parameters<OperationWork['withDevice']>[0],
  use: (session: HardwareSession, hmac: string | null) => Promise<T>,
): Promise<T> {
  if (account.type !== 'policy')
    return work.withDevice({ ...needs, fingerprint: account.fingerprint }, (session) => use(session, null));
  return work.withDevice({ ...needs, fingerprint: null }, (session) => {
    const hmac = account.registrations.get(session.info.fingerprint);
    if (hmac === undefined)
      throw new OperationRefused(
        'wrong-device',
        `This Ledger (${session.info.fingerprint}) is none on which the policy “${account.name}” was registered. Nothing was done.`,
        'Connect one of its Ledgers, or register the policy on this one first.',
      );
    return use(session, hmac);
  });
}
