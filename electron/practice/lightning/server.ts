// LND server: one practice node spoken to as lnd is: gRPC over TLS, macaroons, lnd's services, wording and error codes.
//
// startLndServer({ network, nodeName, port? }) -> Promise<LndServer>
//   { socket: 'localhost:port', certificate: PEM, macaroon: admin hex, readonlyMacaroon: hex, macaroons, node, stop(), restart() }
//   stop() cuts every connection; restart() listens on the same port again with the node's state as it is by then.
import {
  Server,
  ServerCredentials,
  type Metadata,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { createMacaroons, type Macaroons } from './macaroon.ts';
import type { PracticeNetwork } from './network.ts';
import type { PracticeNode } from './node.ts';
import { ADMIN, needsMacaroon, PERMISSIONS, READONLY } from './permissions.ts';
import { loadServices } from './protos.ts';
import { accessRpcs } from './rpc/access.ts';
import { backupRpcs } from './rpc/backups.ts';
import { channelLifeRpcs } from './rpc/channel-life.ts';
import { channelRpcs } from './rpc/channels.ts';
import { forwardRpcs } from './rpc/forwards.ts';
import { chainRpcs, infoRpcs, stateRpcs, versionRpcs } from './rpc/info.ts';
import { holdInvoiceRpcs, lightningInvoiceRpcs } from './rpc/invoices.ts';
import { LndError, lndError } from './rpc/lnd-error.ts';
import type { Message } from './rpc/message.ts';
import { lightningPaymentRpcs, routerRpcs } from './rpc/payments.ts';
import type { Outlet, RpcContext, RpcGroup } from './rpc/service.ts';
import { signatureRpcs } from './rpc/signatures.ts';
import { onchainRpcs, walletKitRpcs } from './rpc/onchain.ts';
import { createTlsPair } from './tls.ts';

export type LndServer = {
  readonly node: PracticeNode;
  /** `localhost:port`; TLS names must not be addresses. */
  readonly socket: string;
  /** PEM */
  readonly certificate: string;
  /** Admin, hex. */
  readonly macaroon: string;
  /** Hex. */
  readonly readonlyMacaroon: string;
  readonly macaroons: Macaroons;
  /** Cuts every connection and stops listening. The node's payments go on. */
  readonly stop: () => Promise<void>;
  readonly restart: () => Promise<void>;
};

type UnaryCall = ServerUnaryCall<Message, Message>;
type StreamCall = ServerWritableStream<Message, Message>;

const WALLET_TEXT = {
  locked: 'wallet locked, unlock it to enable full RPC access',
  starting: 'the RPC server is in the process of starting up, but not yet ready to accept calls',
} as const;

export async function startLndServer(options: {
  readonly network: PracticeNetwork;
  readonly nodeName: string;
  /** 0 or missing: any free one. */
  readonly port?: number;
}): Promise<LndServer> {
  const { network } = options;
  const node = network.node(options.nodeName);
  const nowMs = (): number => network.clock.now() * 1_000;
  const macaroons = createMacaroons({
    rootKey: node.secretFor('macaroon root key'),
    random: network.random,
    now: nowMs,
  });
  const tls = createTlsPair(new Date(nowMs()), node.secretFor('certificate serial').subarray(0, 16));
  const credentials = ServerCredentials.createSsl(
    null,
    [{ private_key: Buffer.from(tls.privateKey), cert_chain: Buffer.from(tls.certificate) }],
    false,
  );
  const groups = rpcGroups({ network, node, macaroons });

  let server = buildServer(groups, node, macaroons);
  const port = await listen(server, options.port ?? 0, credentials);
  return {
    node,
    macaroons,
    socket: `localhost:${port}`,
    certificate: tls.certificate,
    macaroon: macaroons.bake(ADMIN),
    readonlyMacaroon: macaroons.bake(READONLY),
    stop: async () => server.forceShutdown(),
    restart: async () => {
      server.forceShutdown();
      server = buildServer(groups, node, macaroons);
      await listen(server, port, credentials);
    },
  };
}

function listen(server: Server, port: number, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
}

function rpcGroups(context: RpcContext): ReadonlyMap<string, RpcGroup> {
  return new Map([
    [
      'lnrpc.Lightning',
      merge(
        infoRpcs(context),
        channelRpcs(context),
        channelLifeRpcs(context),
        forwardRpcs(context),
        backupRpcs(context),
        signatureRpcs(context),
        onchainRpcs(context),
        lightningInvoiceRpcs(context),
        lightningPaymentRpcs(context),
        accessRpcs(context),
      ),
    ],
    ['routerrpc.Router', routerRpcs(context)],
    ['chainrpc.ChainNotifier', chainRpcs(context)],
    ['invoicesrpc.Invoices', holdInvoiceRpcs(context)],
    ['walletrpc.WalletKit', walletKitRpcs(context)],
    ['verrpc.Versioner', versionRpcs()],
    ['lnrpc.State', stateRpcs(context)],
  ]);
}

const merge = (...groups: readonly RpcGroup[]): RpcGroup => ({
  unary: Object.assign({}, ...groups.map((group) => group.unary)) as NonNullable<RpcGroup['unary']>,
  streaming: Object.assign({}, ...groups.map((group) => group.streaming)) as NonNullable<
    RpcGroup['streaming']
  >,
});

function buildServer(
  groups: ReadonlyMap<string, RpcGroup>,
  node: PracticeNode,
  macaroons: Macaroons,
): Server {
  const server = new Server({ 'grpc.max_receive_message_length': 4 * 1_024 * 1_024 });
  for (const [service, definition] of loadServices()) {
    const group = groups.get(service) ?? {};
    const handlers: Record<string, UntypedHandleCall> = {};
    for (const [name, method] of Object.entries(definition)) {
      const fullMethod = `/${service}/${name}`;
      const admit = (metadata: Metadata): void => {
        if (!group.unary?.[name] && !group.streaming?.[name])
          throw lndError('unimplemented', `unknown method ${name} for service ${service}`);
        const { wallet } = node.faults;
        if (wallet !== 'active' && service !== 'lnrpc.State') throw lndError('unknown', WALLET_TEXT[wallet]);
        if (!needsMacaroon(service)) return;
        // SECURITY: an RPC without an entry in the table is refused, not let through.
        const required = PERMISSIONS.get(fullMethod);
        if (!required) throw lndError('unknown', `${fullMethod}: unknown permissions required for method`);
        macaroons.check(metadata.get('macaroon').map(String), required, fullMethod);
      };
      handlers[name] = method.responseStream
        ? (call: StreamCall) =>
            serveStream(call, () => {
              admit(call.metadata);
              return group.streaming?.[name];
            })
        : (call: UnaryCall, reply: sendUnaryData<Message>) => {
            if (!node.faults.muteUnary)
              serveUnary(call, reply, () => {
                admit(call.metadata);
                return group.unary?.[name];
              });
          };
    }
    server.addService(definition, handlers);
  }
  return server;
}

function serveUnary(
  call: UnaryCall,
  reply: sendUnaryData<Message>,
  find: () => ((request: Message) => Message) | undefined,
): void {
  try {
    reply(null, find()?.(call.request) ?? {});
  } catch (error) {
    reply(asStatus(error));
  }
}

function serveStream(
  call: StreamCall,
  find: () => ((request: Message, out: Outlet) => void) | undefined,
): void {
  const closers = new Set<() => void>();
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    for (const closer of closers) closer();
  };
  const out: Outlet = {
    write: (message) => {
      if (open) call.write(message);
    },
    end: () => {
      if (!open) return;
      close();
      call.end();
    },
    fail: (error) => {
      if (!open) return;
      close();
      call.emit('error', asStatus(error));
    },
    onClose: (callback) => {
      if (open) closers.add(callback);
      else callback();
    },
  };
  call.on('cancelled', close);
  call.on('close', close);
  try {
    find()?.(call.request, out);
  } catch (error) {
    out.fail(error);
  }
}

function asStatus(error: unknown): { readonly code: number; readonly details: string } {
  const known = error instanceof LndError ? error : lndError('internal', 'internal error');
  return { code: known.code, details: known.details };
}
