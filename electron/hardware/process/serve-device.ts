// The device process: moves APDUs between the core and one device, and says which devices are attached. Knows no Bitcoin, keeps nothing.
import type { AttachedDevice } from '../hardware-wallet.ts';
import { readToDevice, type FromDevice, type ToDevice } from './messages.ts';
import type { ParentChannel } from './parent-channel.ts';

/** The way to a device. Failures are errors by Ledger's names. */
export type DeviceBackend = {
  readonly devices: () => readonly AttachedDevice[];
  /** Looks now; `onChange` is also told of what comes and goes by itself. */
  readonly look: () => Promise<void>;
  readonly onChange: (listener: () => void) => void;
  readonly open: (deviceId: string) => Promise<OpenDevice>;
  /** The operating system forbids this user to open the device; asked after an opening that failed. */
  readonly denied: (deviceId: string) => boolean;
};
export type OpenDevice = {
  readonly exchange: (apdu: Buffer) => Promise<Buffer>;
  readonly close: () => Promise<void>;
};

export function serveDevice(channel: ParentChannel, backend: DeviceBackend): void {
  let device: OpenDevice | undefined;
  const send = (message: FromDevice): void => channel.send(message);
  const tell = (): void => send({ type: 'devices', devices: [...backend.devices()] });
  backend.onChange(tell);

  const act = async (message: ToDevice): Promise<string> => {
    switch (message.type) {
      case 'look':
        await backend.look();
        tell();
        return '';
      case 'open':
        await device?.close().catch(() => undefined);
        device = undefined;
        device = await backend.open(message.device);
        return '';
      case 'exchange':
        if (!device) throw named('DisconnectedDevice', 'no device is open');
        return (await device.exchange(Buffer.from(message.apdu, 'hex'))).toString('hex');
      case 'close': {
        const closing = device;
        device = undefined;
        await closing?.close();
        return '';
      }
    }
  };

  channel.onMessage((raw) => {
    const message = readToDevice(raw);
    // Whoever sends something else is not the core, and gets no answer.
    if (!message) return;
    act(message).then(
      (answer) => send({ type: 'done', id: message.id, answer }),
      (error: unknown) => send(failure(message, error, backend)),
    );
  });
  backend.look().then(tell, tell);
}

function failure(message: ToDevice, error: unknown, backend: DeviceBackend): FromDevice {
  const { name, text, id } =
    error instanceof Error
      ? { name: error.name, text: error.message, id: Reflect.get(error, 'id') as unknown }
      : { name: 'Unknown', text: '', id: undefined };
  return {
    type: 'failed',
    id: message.id,
    // A TransportError says what it is about by its `id` alone.
    reason: (typeof id === 'string' && id !== '' ? id : name).slice(0, 100),
    message: text.slice(0, 500),
    denied: message.type === 'open' && backend.denied(message.device),
  };
}

export const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
