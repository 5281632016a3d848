// The node: lnd's gRPC services over TLS and macaroons, with moments at which a scenario may act before the wallet hears anything.
import { Server, ServerCredentials, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import type { sendUnaryData } from '@grpc/grpc-js';
import { createMacaroons } from '../../../electron/practice/lightning/macaroon.ts';
import { ADMIN, PERMISSIONS } from '../../../electron/practice/lightning/permissions.ts';
import { loadServices } from '../../../electron/practice/lightning/protos.ts';
import { LndError, lndError } from '../../../electron/practice/lightning/rpc/lnd-error.ts';
import { createTlsPair } from '../../../electron/practice/lightning/tls.ts';
import type { Seeded } from '../world/seeded.ts';
import { createBooks, type Books } from './books.ts';
import type { Message } from './messages.ts';
import { createPayees, type Payees } from './payees.ts';
import { createPayments, type Payments } from './payments.ts';
import { createRpcs, type Moment } from './rpcs.ts';

export type JudgeNode = {
  readonly books: Books;
  readonly payees: Payees;
  readonly payments: Payments;
  /** Called in the middle of the node's work; may kill the wallet. One at a time. */
  onMoment: (moment: Moment, hash: string) => void;
  /** Hashes whose preimage is shown although their script says zeros. */
  readonly healed: Set<string>;
  /** Somebody pays an invoice that the wallet made. */
  readonly receive: (text: string) => void;
  readonly endpoint: { readonly socket: string; readonly certificate: string; readonly macaroon: string };
  /** Cuts every connection and stops listening; payments go on. */
  readonly stop: () => void;
  readonly start: () => Promise<void>;
};

type Stream = ServerWritableStream<Message, Message>;

export async function startJudgeNode(seeded: Seeded, now: () => number): Promise<JudgeNode> {
  const books = createBooks(now);
  const payees = createPayees(seeded, () => Math.floor(now() / 1_000));
  const payments = createPayments({ books, payees, now });
  const macaroons = createMacaroons({
    rootKey: seeded.key('macaroon root key'),
    random: (length) => seeded.key('macaroon nonce').subarray(0, length),
    now,
  });
  // Valid around the true time of any scenario: the wallet's TLS stack reads the real clock.
  const tls = createTlsPair(new Date(), seeded.key('certificate serial').subarray(0, 16));
  const pair = { private_key: Buffer.from(tls.privateKey), cert_chain: Buffer.from(tls.certificate) };
  const rpcs = createRpcs({
    books,
    payees,
    payments,
    now,
    moment: (name, hash) => node.onMoment(name, hash),
    isHealed: (hash) => node.healed.has(hash),
  });

  const build = (): Server => {
    const server = new Server();
    for (const [service, definition] of loadServices()) {
      server.addService(
        definition,
        Object.fromEntries(
          Object.entries(definition).map(([name, { responseStream }]) => {
            const path = `/${service}/${name}`;
            const admit = (call: Pick<Stream, 'metadata'>): void => {
              if (!rpcs.unary[path] && !rpcs.streams[path])
                throw lndError('unimplemented', `unknown method ${name} for service ${service}`);
              macaroons.check(call.metadata.get('macaroon').map(String), PERMISSIONS.get(path) ?? [], path);
            };
            const unary = (call: ServerUnaryCall<Message, Message>, reply: sendUnaryData<Message>): void => {
              try {
                admit(call);
                reply(null, rpcs.unary[path]?.(call.request) ?? {});
              } catch (error) {
                reply(statusOf(error));
              }
            };
            const stream = (call: Stream): void => {
              call.on('error', () => undefined);
              try {
                admit(call);
                rpcs.streams[path]?.(call.request, {
                  write: (message) => void (call.writable && call.write(message)),
                  end: () => void call.end(),
                  fail: (error) => void call.emit('error', statusOf(error)),
                  onClose: (callback) =>
                    void (call.once('close', callback), call.once('cancelled', callback)),
                });
              } catch (error) {
                call.emit('error', statusOf(error));
              }
            };
            return [name, responseStream ? stream : unary];
          }),
        ),
      );
    }
    return server;
  };
  const listen = (server: Server, port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createSsl(null, [pair]), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });

  let server = build();
  const port = await listen(server, 0);
  const node: JudgeNode = {
    books,
    payees,
    payments,
    onMoment: () => undefined,
    healed: new Set(),
    receive: rpcs.receive,
    endpoint: { socket: `localhost:${port}`, certificate: tls.certificate, macaroon: macaroons.bake(ADMIN) },
    stop: () => server.forceShutdown(),
    start: async () => {
      server.forceShutdown();
      server = build();
      await listen(server, port);
    },
  };
  return node;
}

function statusOf(error: unknown): { readonly code: number; readonly details: string } {
  if (error instanceof LndError) return { code: error.code, details: error.details };
  return { code: 13, details: error instanceof Error ? error.message : 'internal error' };
}
