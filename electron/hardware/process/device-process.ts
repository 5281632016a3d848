// The core's side of the process that holds the device: started when first needed, ended to cancel a prompt, started anew afterwards.
import type { AttachedDevice, HardwareWallet } from '../hardware-wallet.ts';
import { LinkError, type ApduLink, type DeviceBus } from '../device-bus.ts';
import type { Timer } from '../open-ledger.ts';
import { readFromDevice, type FromDevice, type ToDevice } from './messages.ts';

/** What of a child process is needed here; `ChildProcess` of the shell's port is one. */
export type DeviceChild = {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onExit: (listener: (code: number | null) => void) => void;
  readonly kill: () => void;
};

export type DeviceProcessOptions = {
  readonly transport: HardwareWallet['transport'];
  readonly start: () => DeviceChild;
  readonly timer: Timer;
};

/** A process that was killed for good is back this much later while somebody watches for devices. */
const RESTART_MS = 1_000;
/** A process that was told to end and does not is waited for no longer than this. */
const LEAVE_MS = 2_000;
/** Looking and opening need no person; an exchange may wait for one as long as it takes. */
const PROMPT_MS = 10_000;

type Pending = { readonly resolve: (answer: string) => void; readonly reject: (error: LinkError) => void };
type Asked = ToDevice extends infer M ? (M extends ToDevice ? Omit<M, 'id'> : never) : never;
type Running = { readonly child: DeviceChild; readonly pending: Map<number, Pending> };

export function createDeviceProcess({ transport, start, timer }: DeviceProcessOptions): DeviceBus {
  const listeners = new Set<(devices: readonly AttachedDevice[]) => void>();
  let devices: readonly AttachedDevice[] = [];
  let running: Running | undefined;
  let cancelRestart = (): void => {};
  let closed = false;
  let nextId = 0;

  const tell = (now: readonly AttachedDevice[]): void => {
    if (JSON.stringify(now) === JSON.stringify(devices)) return;
    devices = now;
    for (const listener of listeners) listener(now);
  };

  const run = (): Running => {
    if (running) return running;
    if (closed) throw new LinkError('ProcessEnded', 'the console is shutting down');
    cancelRestart();
    const own: Running = { child: start(), pending: new Map() };
    running = own;
    own.child.onMessage((raw) => {
      const message = readFromDevice(raw);
      if (message && running === own) hear(own, message);
    });
    own.child.onExit(() => end(own));
    return own;
  };

  const hear = ({ pending }: Running, message: FromDevice): void => {
    if (message.type === 'devices') {
      tell(message.devices);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.type === 'done') waiting?.resolve(message.answer);
    else waiting?.reject(new LinkError(message.reason, message.message, message.denied));
  };

  const end = (own: Running): void => {
    for (const { reject } of own.pending.values())
      reject(new LinkError('ProcessEnded', 'the process that holds the device ended'));
    own.pending.clear();
    if (running !== own) return;
    running = undefined;
    if (listeners.size > 0 && !closed) {
      cancelRestart();
      cancelRestart = timer.after(RESTART_MS, () => void (listeners.size > 0 && !closed && run()));
    }
  };

  const ask = (own: Running, asked: Asked): Promise<string> =>
    new Promise((resolve, reject) => {
      if (running !== own) {
        reject(new LinkError('ProcessEnded', 'the process that held the device ended'));
        return;
      }
      const id = (nextId += 1);
      const cancel =
        asked.type === 'exchange'
          ? () => {}
          : timer.after(PROMPT_MS, () => {
              own.pending.delete(id);
              reject(new LinkError('NoAnswer', 'the process that holds the device does not answer'));
            });
      own.pending.set(id, {
        resolve: (answer) => {
          cancel();
          resolve(answer);
        },
        reject: (error) => {
          cancel();
          reject(error);
        },
      });
      own.child.send({ ...asked, id } satisfies ToDevice);
    });

  /** The device belongs to the old process until that is gone; a second one would find it taken. */
  let gone: Promise<void> = Promise.resolve();
  const kill = (): void => {
    const own = running;
    if (!own) return;
    gone = new Promise((resolve) => {
      const cancel = timer.after(LEAVE_MS, resolve);
      own.child.onExit(() => {
        cancel();
        resolve();
      });
    });
    own.child.kill();
    end(own);
  };

  return {
    transport,
    devices: () => devices,
    watch: (listener) => {
      listeners.add(listener);
      if (!closed) run();
      return () => void listeners.delete(listener);
    },
    look: async () => {
      await gone;
      await ask(run(), { type: 'look' });
      return devices;
    },
    open: async (deviceId) => {
      const own = run();
      await ask(own, { type: 'open', device: deviceId });
      return {
        exchange: async (apdu) =>
          Buffer.from(await ask(own, { type: 'exchange', apdu: Buffer.from(apdu).toString('hex') }), 'hex'),
        close: () => ask(own, { type: 'close' }).then(() => undefined),
      } satisfies ApduLink;
    },
    kill,
    close: () => {
      closed = true;
      cancelRestart();
      kill();
      return Promise.resolve();
    },
  };
}
