// Speculos, the emulator, over its APDU port: 4 bytes of length and the APDU; 4 bytes of length, the data and the status word back.
// The library's own transport takes one TCP chunk for one answer; this one puts them together.
import { connect, type Socket } from 'node:net';
import type { SpeculosAddress } from '../attach-ledger.ts';
import { named, type DeviceBackend, type OpenDevice } from './serve-device.ts';

const DEVICE = { id: 'speculos', model: 'Speculos emulator' };
const CONNECT_MS = 5_000;
const HEADER = 4;
const STATUS = 2;
/** No answer is longer than 256 bytes of data; more is not Speculos. */
const MOST = 4_096;

export function createSpeculosBackend(address: SpeculosAddress): DeviceBackend {
  return {
    // Whether somebody answers is only known by asking.
    devices: () => [DEVICE],
    look: () => Promise.resolve(),
    onChange: () => undefined,
    open: () => openSpeculos(address),
    denied: () => false,
  };
}

function openSpeculos({ host, port }: SpeculosAddress): Promise<OpenDevice> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.setTimeout(CONNECT_MS, () => socket.destroy(named('NoDevice', 'Speculos does not answer')));
    socket.once('error', () => reject(named('NoDevice', 'Speculos is not there')));
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve(over(socket));
    });
  });
}

function over(socket: Socket): OpenDevice {
  let waiting: PromiseWithResolvers<Buffer> | undefined;
  let received = Buffer.alloc(0);
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
    socket.destroy();
  };
  socket.on('error', () =>
    fail(named('DisconnectedDeviceDuringOperation', 'the connection to Speculos broke')),
  );
  socket.on('close', () => fail(named('DisconnectedDeviceDuringOperation', 'Speculos ended')));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < HEADER) return;
    const length = HEADER + received.readUInt32BE(0) + STATUS;
    if (length > MOST) fail(named('ProtocolError', 'this is not Speculos'));
    else if (received.length >= length) {
      const answer = received.subarray(HEADER, length);
      received = received.subarray(length);
      const asked = waiting;
      waiting = undefined;
      asked?.resolve(answer);
    }
  });
  return {
    exchange: (apdu) => {
      if (waiting) return Promise.reject(named('TransportRaceCondition', 'one at a time'));
      if (socket.destroyed) return Promise.reject(named('DisconnectedDevice', 'Speculos ended'));
      waiting = Promise.withResolvers<Buffer>();
      const header = Buffer.alloc(HEADER);
      header.writeUInt32BE(apdu.length);
      socket.write(Buffer.concat([header, apdu]));
      return waiting.promise;
    },
    close: () => {
      socket.destroy();
      return Promise.resolve();
    },
  };
}
