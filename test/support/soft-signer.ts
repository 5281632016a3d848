// A HardwareWallet for tests alone: keys from a sentence everybody knows, refusals and prompts in the test's hands. Held to the recordings by
// test/unit/hardware/soft-signer.test.ts. SECURITY: nothing of the product can reach it; cold keys come from a device.
import { appOf, checkFingerprint } from '../../electron/hardware/gates.ts';
import {
  HardwareError,
  type AttachedDevice,
  type HardwareSession,
  type HardwareWallet,
} from '../../electron/hardware/hardware-wallet.ts';
import type { Network } from '../../shared/domain/network.ts';
import type { HardwareProblemKind } from '../../shared/domain/treasury.ts';
import {
  addressOf,
  checkRegistration,
  fingerprintOf,
  keysOf,
  ownKeys,
  policyId,
  registration,
  signMessage,
  signPsbt,
  xpubAt,
} from './soft-keys.ts';

/** Speculos' public default: fingerprint f5acc2fd, the seed of the recordings. */
export const TEST_MNEMONIC =
  'glory promote mansion idle axis finger extra february uncover one trip resource lawn turtle enact monster seven myth punch hobby comfort wild raise skin';
/** BIP-39 test vectors: the cosigners of the recordings (73c5da0a, b8688df1). */
export const COSIGNER_MNEMONICS = [
  'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
  'legal winner thank year wave sausage worth useful legal winner thank yellow',
] as const;

type Act = 'open' | 'xpub' | 'address' | 'policy' | 'transaction' | 'message';

export type SoftSigner = HardwareWallet & {
  /** The next act of that kind (or of any) fails so; the one after works again. */
  readonly failNext: (kind: HardwareProblemKind, act?: Act) => void;
  /** From now on every confirmation waits until the returned function was called. */
  readonly holdPrompts: () => () => void;
  readonly plug: () => void;
  readonly unplug: () => void;
  /** Another passphrase is another wallet on the same device. */
  readonly usePassphrase: (passphrase: string) => void;
  readonly fingerprint: () => string;
  readonly sessionsOpened: () => number;
};

export type SoftSignerOptions = {
  readonly mnemonic?: string;
  readonly appVersion?: string;
  readonly attached?: boolean;
};

const DEVICE: AttachedDevice = { id: 'soft', model: 'Soft signer (tests)' };
const error = (kind: HardwareProblemKind, message: string): HardwareError => new HardwareError(kind, message);

export function createSoftSigner(options: SoftSignerOptions = {}): SoftSigner {
  const { mnemonic = TEST_MNEMONIC, appVersion = '2.4.6' } = options;
  let passphrase = '';
  let attached = options.attached ?? true;
  let opened = 0;
  let busy = false;
  let held: Promise<void> = Promise.resolve();
  const failures: { readonly kind: HardwareProblemKind; readonly act: Act | undefined }[] = [];
  const listeners = new Set<(devices: readonly AttachedDevice[]) => void>();
  const ends = new Set<(ending: HardwareError) => void>();

  const keysFor = (network: Network) => keysOf(mnemonic, passphrase, network);
  const devices = (): readonly AttachedDevice[] => (attached ? [DEVICE] : []);
  const move = (to: boolean): void => {
    attached = to;
    if (!to)
      for (const end of ends) end(error('disconnected', 'The Ledger was unplugged. Nothing was signed.'));
    for (const listener of listeners) listener(devices());
  };
  const failIfTold = (act: Act): void => {
    const at = failures.findIndex((failure) => failure.act === undefined || failure.act === act);
    const [failure] = at < 0 ? [] : failures.splice(at, 1);
    if (failure) throw error(failure.kind, `The soft signer was told to say ${failure.kind}.`);
  };

  const open: HardwareWallet['open'] = async (needs, { signal, onPrompt }) => {
    await Promise.resolve();
    const cancelled = (): HardwareError =>
      error('cancelled', 'You cancelled this at the console. Nothing was signed.');
    if (signal.aborted) throw cancelled();
    failIfTold('open');
    if (!attached) throw error('no-device', 'No Ledger is connected.');
    if (busy) throw error('busy', 'Another request to the Ledger is still running.');
    const fingerprint = fingerprintOf(keysFor(needs.network));
    checkFingerprint(fingerprint, needs.fingerprint);
    busy = true;
    opened += 1;
    let ended: HardwareError | undefined;

    /** Waits for the person, the cable or the cancel button, whichever comes first. */
    const run = async <T>(act: Exclude<Act, 'open'>, confirm: boolean, work: () => T): Promise<T> => {
      if (ended) throw ended;
      checkFingerprint(fingerprintOf(keysFor(needs.network)), fingerprint);
      const broken = Promise.withResolvers<never>();
      broken.promise.catch(() => undefined);
      const end = (ending: HardwareError): void => {
        ended = ending;
        broken.reject(ending);
      };
      const cancel = (): void => end(cancelled());
      ends.add(end);
      signal.addEventListener('abort', cancel, { once: true });
      if (confirm) onPrompt({ kind: 'confirm', what: act });
      try {
        await Promise.race([confirm ? held : undefined, broken.promise]);
        failIfTold(act);
        return work();
      } finally {
        ends.delete(end);
        signal.removeEventListener('abort', cancel);
        if (confirm) onPrompt(null);
      }
    };
    const keys = () => keysFor(needs.network);
    const session: HardwareSession = {
      info: { app: appOf(needs.network), appVersion, fingerprint },
      accountXpub: (path, { confirm }) => run('xpub', confirm, () => xpubAt(keys(), path)),
      registerPolicy: (policy) =>
        run('policy', true, () => {
          ownKeys(keys(), policy);
          const id = policyId(policy);
          return { id, hmac: registration(keys(), id) };
        }),
      address: (policy, hmac, { change, index }, { confirm }) =>
        run('address', confirm, () => {
          checkRegistration(keys(), policy, hmac);
          ownKeys(keys(), policy);
          return addressOf(keys(), policy, change, index);
        }),
      signPsbt: (psbt, policy, hmac, onProgress) =>
        run('transaction', true, () => {
          checkRegistration(keys(), policy, hmac);
          const signed = signPsbt(keys(), psbt, policy);
          for (const [at] of signed.entries()) onProgress(at + 1);
          return signed;
        }),
      signMessage: (message, path) => run('message', true, () => signMessage(keys(), message, path)),
      close: () => {
        busy = false;
        ended = error('disconnected', 'The session with the Ledger has ended.');
        return Promise.resolve();
      },
    };
    return session;
  };

  return {
    transport: 'test',
    devices,
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    open,
    close: () => Promise.resolve(),
    failNext: (kind, act) => void failures.push({ kind, act }),
    holdPrompts: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        if (held === promise) held = Promise.resolve();
        resolve();
      };
    },
    plug: () => move(true),
    unplug: () => move(false),
    usePassphrase: (to) => {
      passphrase = to;
    },
    fingerprint: () => fingerprintOf(keysFor('regtest')),
    sessionsOpened: () => opened,
  };
}
