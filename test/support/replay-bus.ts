// A DeviceBus of replayed devices that can be plugged in and out, hang on a prompt, or fail to open. In the test's own process.
import type { AttachedDevice } from '../../electron/hardware/hardware-wallet.ts';
import { LinkError, type ApduLink, type DeviceBus } from '../../electron/hardware/device-bus.ts';
import type { ReplayedDevice } from './ledger-recordings.ts';

export type ReplayBus = DeviceBus & {
  readonly plug: (device: AttachedDevice, answers: ReplayedDevice) => void;
  readonly unplug: (id: string) => void;
  /** Runs before each exchange: throws or gives an answer of its own, or leaves it to the recording. */
  intercept: (request: string, count: number) => string | Promise<string> | undefined;
  failOpen: LinkError | undefined;
  readonly killed: () => number;
  readonly openLinks: () => number;
};

export const NANO: AttachedDevice = { id: '/dev/hidraw3', model: 'Ledger Nano S Plus' };

export function replayBus(first?: ReplayedDevice): ReplayBus {
  const attached = new Map<string, { readonly device: AttachedDevice; readonly answers: ReplayedDevice }>();
  const listeners = new Set<(devices: readonly AttachedDevice[]) => void>();
  const rejects = new Set<(error: LinkError) => void>();
  let killed = 0;
  let open = 0;
  let generation = 0;
  const devices = (): readonly AttachedDevice[] => [...attached.values()].map(({ device }) => device);
  const tell = (): void => {
    for (const listener of listeners) listener(devices());
  };
  const breakAll = (error: LinkError): void => {
    for (const reject of rejects) reject(error);
    rejects.clear();
  };
  const bus: ReplayBus = {
    transport: 'replay',
    devices,
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    look: () => Promise.resolve(devices()),
    intercept: () => undefined,
    failOpen: undefined,
    killed: () => killed,
    openLinks: () => open,
    plug: (device, answers) => {
      attached.set(device.id, { device, answers });
      tell();
    },
    unplug: (id) => {
      attached.delete(id);
      breakAll(new LinkError('DisconnectedDeviceDuringOperation', 'unplugged'));
      tell();
    },
    open: (id) => {
      if (bus.failOpen) return Promise.reject(bus.failOpen);
      const found = attached.get(id);
      if (!found) return Promise.reject(new LinkError('NoDevice', 'not attached'));
      open += 1;
      const mine = generation;
      let count = 0;
      let busy = false;
      const link: ApduLink = {
        exchange: async (apdu) => {
          if (busy) throw new LinkError('TransportRaceCondition', 'overlapping');
          if (mine !== generation) throw new LinkError('ProcessEnded', 'killed');
          if (!attached.has(id)) throw new LinkError('DisconnectedDevice', 'gone');
          busy = true;
          count += 1;
          const request = Buffer.from(apdu).toString('hex');
          try {
            const answer = await new Promise<string>((resolve, reject) => {
              rejects.add(reject);
              Promise.resolve(bus.intercept(request, count))
                .then((own) => own ?? found.answers.answer(request))
                .then(resolve, reject);
            });
            return Buffer.from(answer, 'hex');
          } finally {
            busy = false;
          }
        },
        close: () => {
          open -= 1;
          return Promise.resolve();
        },
      };
      return Promise.resolve(link);
    },
    kill: () => {
      killed += 1;
      generation += 1;
      open = 0;
      breakAll(new LinkError('ProcessEnded', 'killed'));
    },
    close: () => Promise.resolve(),
  };
  if (first) bus.plug(NANO, first);
  return bus;
}
