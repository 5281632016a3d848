// A peer on loopback that speaks Speculos' framing and answers from recordings. May answer in pieces, keep silent, or hang up.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { ReplayedDevice } from './ledger-recordings.ts';

export type ApduServer = {
  readonly port: number;
  /** Of all requests so far. */
  readonly asked: () => readonly string[];
  /** `silent`: no answer any more · `hang-up`: the connection ends · a number: the answer comes in pieces of so many bytes. */
  behave: (request: string, count: number) => 'silent' | 'hang-up' | number | undefined;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

export async function startApduServer(device: () => ReplayedDevice): Promise<ApduServer> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    const answers = device();
    let count = 0;
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readUInt32BE(0)) {
        const end = 4 + received.readUInt32BE(0);
        const request = received.subarray(4, end).toString('hex');
        received = received.subarray(end);
        count += 1;
        asked.push(request);
        const behaviour = self.behave(request, count);
        if (behaviour === 'hang-up') socket.destroy();
        else if (behaviour !== 'silent') reply(socket, answers.answer(request), behaviour);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const self: ApduServer = {
    port: (server.address() as AddressInfo).port,
    asked: () => asked,
    behave: () => undefined,
    connections: () => open.size,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return self;
}

function reply(socket: Socket, hex: string, pieces: number | undefined): void {
  const answer = Buffer.from(hex, 'hex');
  const framed = Buffer.concat([Buffer.alloc(4), answer]);
  framed.writeUInt32BE(answer.length - 2);
  if (pieces === undefined) {
    socket.write(framed);
    return;
  }
  let at = 0;
  const next = (): void => {
    if (at >= framed.length || socket.destroyed) return;
    socket.write(framed.subarray(at, (at += pieces)));
    setImmediate(next);
  };
  next();
}
