// Ledgers on USB by @ledgerhq/hw-transport-node-hid. Coming and going is told by the system; where it is not, the list is looked at again and again.
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import type * as NodeHid from '@ledgerhq/hw-transport-node-hid' with { 'resolution-mode': 'require' };
import type { AttachedDevice } from '../hardware-wallet.ts';
import type { DeviceBackend } from './serve-device.ts';

const require = createRequire(import.meta.url);

/** Only where the system does not tell. */
const POLL_MS = 2_000;

export function createUsbBackend(): DeviceBackend {
  const { default: TransportNodeHid } = require('@ledgerhq/hw-transport-node-hid') as {
    readonly default: typeof NodeHid.default.default;
  };
  const models = new Map<string, string>();
  const listeners = new Set<() => void>();
  let attached: readonly AttachedDevice[] = [];

  const look = async (): Promise<void> => {
    const paths = (await TransportNodeHid.list()) as readonly string[];
    attached = [...new Set(paths)].map((id) => ({ id, model: models.get(id) ?? 'Ledger' }));
  };
  const lookAndTell = (): void =>
    void look().then(
      () => listeners.forEach((listener) => listener()),
      () => undefined,
    );

  try {
    TransportNodeHid.listen({
      // Of several that come at once the event names one: the list is what counts.
      next: ({ type, descriptor, deviceModel }) => {
        if (type === 'add' && deviceModel) models.set(String(descriptor), deviceModel.productName);
        if (type === 'remove') models.delete(String(descriptor));
        lookAndTell();
      },
      error: () => undefined,
      complete: () => undefined,
    });
  } catch {
    setInterval(lookAndTell, POLL_MS);
  }

  return {
    devices: () => attached,
    look,
    onChange: (listener) => void listeners.add(listener),
    open: async (deviceId) => {
      const transport = await TransportNodeHid.open(deviceId);
      return { exchange: (apdu) => transport.exchange(apdu), close: () => transport.close() };
    },
    denied: isDenied,
  };
}

/** hidraw nodes are files; elsewhere the path is none, and nothing can be said. */
function isDenied(path: string): boolean {
  if (!path.startsWith('/dev/')) return false;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return false;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'EACCES';
  }
}
