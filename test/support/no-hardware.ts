// No hardware: a wallet to which nothing is ever attached, for tests that have nothing to do with it.
import { HardwareError, type HardwareWallet } from '../../electron/hardware/hardware-wallet.ts';

export const noHardware: HardwareWallet = {
  transport: 'test',
  devices: () => [],
  watch: () => () => undefined,
  open: () => Promise.reject(new HardwareError('no-device', 'No Ledger is connected.')),
  close: () => Promise.resolve(),
};
