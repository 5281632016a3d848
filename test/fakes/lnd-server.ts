// A gRPC server under lnd's service names whose every answer a test writes: for what no honest node does.
import {
  Server,
  ServerCredentials,
  type ServerWritableStream,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { NodeCredentials } from '../../electron/lightning/lightning-node.ts';
import { serviceDefinitions } from '../../electron/lightning/lnd/service-definitions.ts';
import { createTlsPair } from '../../electron/practice/lightning/tls.ts';

type Message = Readonly<Record<string, unknown>>;
export type Stream = ServerWritableStream<Message, Message>;
type Unary = (
  request: Message,
) => Message | { readonly fail: { readonly code: number; readonly details: string } } | null;

export type FakeLnd = {
  readonly credentials: NodeCredentials;
  /** Requests by method, in order of arrival. */
  readonly asked: (method: string) => readonly Message[];
  /** Stops answering and cuts every connection; `restart` listens on the same port again. */
  readonly stop: () => void;
  readonly restart: () => Promise<void>;
};

export type FakeAnswers = {
  /** By method of lnrpc.Lightning or walletrpc.WalletKit; null never answers. Anything not named answers UNIMPLEMENTED. */
  readonly unary?: Readonly<Record<string, Unary>>;
  /** By method of lnrpc.Lightning or routerrpc.Router. */
  readonly streams?: Readonly<Record<string, (stream: Stream) => void>>;
};

export const GET_INFO = {
  identity_pubkey: `02${'ab'.repeat(32)}`,
  alias: 'fake',
  version: '0.21.2-beta commit=v0.21.2-beta',
  chains: [{ chain: 'bitcoin', network: 'regtest' }],
  block_height: 100,
  block_hash: 'c'.repeat(64),
  best_header_timestamp: '1800000000',
  synced_to_chain: true,
  num_active_channels: 1,
} as const;

/** Answers as a ready node without channels. */
export const READY: NonNullable<FakeAnswers['unary']> = {
  GetInfo: () => GET_INFO,
  ListChannels: () => ({ channels: [] }),
};

export async function startFakeLnd(answers: FakeAnswers, validFrom = new Date()): Promise<FakeLnd> {
  const tls = createTlsPair(validFrom, randomBytes(16));
  const asked = new Map<string, Message[]>();
  const note = (method: string, request: Message): void => {
    asked.set(method, [...(asked.get(method) ?? []), request]);
  };
  const build = (): Server => {
    const server = new Server();
    for (const type of ['default', 'router', 'wallet']) {
      const definition = serviceDefinitions().get(type)?.service ?? {};
      server.addService(
        definition,
        Object.fromEntries(
          Object.entries(definition).map(([method, { responseStream }]) => [
            method,
            responseStream
              ? (stream: Stream) => {
                  note(method, stream.request);
                  const script = answers.streams?.[method];
                  if (script) script(stream);
                  else stream.emit('error', { code: 12, details: `unknown method ${method}` });
                }
              : (call: ServerUnaryCall<Message, Message>, reply: sendUnaryData<Message>) => {
                  note(method, call.request);
                  const answer = answers.unary?.[method]?.(call.request);
                  if (answer === null) return;
                  if (answer === undefined) reply({ code: 12, details: `unknown method ${method}` });
                  else if ('fail' in answer) reply(answer.fail as { code: number; details: string });
                  else reply(null, answer);
                },
          ]),
        ),
      );
    }
    return server;
  };
  const listen = (server: Server, port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const pair = { private_key: Buffer.from(tls.privateKey), cert_chain: Buffer.from(tls.certificate) };
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createSsl(null, [pair]), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
  let server = build();
  const port = await listen(server, 0);
  onTestFinished(() => server.forceShutdown());
  return {
    credentials: { socket: `localhost:${port}`, certificate: tls.certificate, macaroon: '0201' },
    asked: (method) => asked.get(method) ?? [],
    stop: () => server.forceShutdown(),
    restart: async () => {
      server = build();
      await listen(server, port);
    },
  };
}
