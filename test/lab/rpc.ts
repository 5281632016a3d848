// RPC: every service of an lnd by its own definitions, past the library and the adapter: the lab's hands, and the tests' second opinion.
import {
  ChannelCredentials,
  type Client,
  credentials as grpcCredentials,
  makeGenericClientConstructor,
  Metadata,
  type ClientReadableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadServices } from '../../electron/practice/lightning/protos.ts';

/** An answer as proto-JSON with bytes as Buffers and 64-bit numbers as text. Read with care: its shape is the remote's. */
export type Answer = Readonly<Record<string, unknown>>;

export type LndRpc = {
  /** `rpc('lnrpc.Lightning/GetInfo')`. Rejects with gRPC's error (`code`, `details`). */
  readonly call: (method: string, request?: object, deadlineMs?: number) => Promise<Answer>;
  readonly stream: (method: string, request?: object) => ClientReadableStream<Answer>;
  readonly close: () => void;
};

export type RpcTarget = {
  readonly socket: string;
  /** PEM */
  readonly certificate: string;
  /** Hex; none for the calls of a node that has no wallet yet. */
  readonly macaroon?: string;
};

type Method = (request: object, metadata: Metadata, options: object, done?: unknown) => unknown;

const DEADLINE_MS = 30_000;

export function openRpc({ socket, certificate, macaroon }: RpcTarget): LndRpc {
  const clients = new Map<string, Client>();
  const secured = ChannelCredentials.createSsl(Buffer.from(certificate));
  const credentials =
    macaroon === undefined
      ? secured
      : grpcCredentials.combineChannelCredentials(
          secured,
          grpcCredentials.createFromMetadataGenerator((_params, done) => {
            const metadata = new Metadata();
            metadata.add('macaroon', macaroon);
            done(null, metadata);
          }),
        );
  const method = (path: string): Method => {
    const [service = '', name = ''] = path.split('/');
    let client = clients.get(service);
    if (!client) {
      const definition = loadServices().get(service);
      if (!definition) throw new Error(`lnd has no service ${service}`);
      client = new (makeGenericClientConstructor(definition, service))(socket, credentials, {
        'grpc.max_receive_message_length': -1,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 500,
      });
      clients.set(service, client);
    }
    const found: unknown = Reflect.get(client, name);
    if (typeof found !== 'function') throw new Error(`${service} has no method ${name}`);
    return found.bind(client) as Method;
  };
  return {
    call: (path, request = {}, deadlineMs = DEADLINE_MS) =>
      new Promise((resolve, reject) => {
        const options = { deadline: Date.now() + deadlineMs };
        method(path)(request, new Metadata(), options, (error: ServiceError | null, answer: Answer) => {
          if (error) reject(error);
          else resolve(answer);
        });
      }),
    stream: (path, request = {}) => method(path)(request, new Metadata(), {}) as ClientReadableStream<Answer>,
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}
