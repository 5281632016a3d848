// A session with a replayed Ledger, with everything around it in the test's hands.
import { createLedgerWallet } from '../../electron/hardware/ledger-wallet.ts';
import type {
  DevicePrompt,
  Fingerprint,
  HardwareSession,
  HardwareWallet,
} from '../../electron/hardware/hardware-wallet.ts';
import type { Network } from '../../shared/domain/network.ts';
import type { ReplayBus } from './replay-bus.ts';

export type Replayed = {
  readonly session: HardwareSession;
  readonly wallet: HardwareWallet;
  readonly prompts: readonly (DevicePrompt | null)[];
  readonly cancel: () => void;
};

export type ReplayOptions = {
  readonly bus: ReplayBus;
  readonly network?: Network;
  readonly fingerprint?: Fingerprint | null;
  readonly deviceId?: string;
  readonly wallet?: HardwareWallet;
  readonly abort?: AbortController;
  readonly onPrompt?: (prompt: DevicePrompt | null) => void;
};

/** Waiting takes no time: what is to happen meanwhile is put into `bus.intercept`. */
export const walletOver = (bus: ReplayBus): HardwareWallet =>
  createLedgerWallet({
    bus,
    platform: 'linux',
    timer: {
      after: (_ms, callback) => {
        const soon = setImmediate(callback);
        return () => clearImmediate(soon);
      },
    },
  });

export async function openReplayed(options: ReplayOptions): Promise<Replayed> {
  const { bus, network = 'testnet', fingerprint = null, deviceId } = options;
  const prompts: (DevicePrompt | null)[] = [];
  const abort = options.abort ?? new AbortController();
  const wallet = options.wallet ?? walletOver(bus);
  const session = await wallet.open(
    { network, fingerprint, ...(deviceId !== undefined && { deviceId }) },
    {
      signal: abort.signal,
      onPrompt: (prompt) => {
        prompts.push(prompt);
        options.onPrompt?.(prompt);
      },
    },
  );
  return { session, wallet, prompts, cancel: () => abort.abort() };
}
