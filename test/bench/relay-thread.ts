// A relay's thread for intake.ts: acknowledges what it hears, and sends its one subscriber the events it is given.
import { parentPort } from 'node:worker_threads';
import { WebSocketServer, type WebSocket } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
let subscriber: WebSocket | null = null;
let subscription = '';

server.on('connection', (socket) =>
  socket.on('message', (data: Buffer) => {
    const [type, first] = JSON.parse(data.toString()) as [string, string | { id: string }];
    if (type === 'EVENT' && typeof first === 'object')
      socket.send(JSON.stringify(['OK', first.id, true, '']));
    if (type !== 'REQ' || typeof first !== 'string') return;
    [subscriber, subscription] = [socket, first];
    socket.send(JSON.stringify(['EOSE', first]));
    parentPort?.postMessage({});
  }),
);
server.on('listening', () => {
  const address = server.address();
  if (address && typeof address === 'object')
    parentPort?.postMessage({ url: `ws://127.0.0.1:${address.port}` });
});
parentPort?.on('message', (events: readonly string[]) => {
  for (const event of events) subscriber?.send(`["EVENT",${JSON.stringify(subscription)},${event}]`);
});
