// Connection: one gRPC channel to one lnd, with what the library's own lacks: a pinned certificate, a deadline on every unary call,
// keepalive and an end. Sources: lnd docs (macaroons, safety), gRPC keepalive guide.
import {
  connectivityState,
  credentials as grpcCredentials,
  Channel,
  ChannelCredentials,
  InterceptingCall,
  Metadata,
  type Interceptor,
} from '@grpc/grpc-js';
import type { AuthenticatedLnd } from 'lightning';
import { isIP } from 'node:net';
import { createSecureContext, type PeerCertificate } from 'node:tls';
import type { NodeCredentials } from '../lightning-node.ts';
import { endWhenClosed } from './closed-call.ts';
import { pinOf, splitSocket } from './credentials.ts';
import type { RawLnd } from './raw.ts';
import { serviceDefinitions } from './service-definitions.ts';

export type LndConnection = {
  /** For functions of the library. */
  readonly lnd: AuthenticatedLnd;
  readonly raw: RawLnd;
  /** SHA-256 of the certificate, hex. */
  readonly pin: string;
  /** false when the channel is known to be broken or closed, so that nothing can be sent. */
  readonly canSend: () => boolean;
  /** Called when the channel becomes usable (true) or is lost (false). */
  readonly onConnected: (listener: (connected: boolean) => void) => () => void;
  /** Calls made from now on end with CANCELLED. */
  readonly close: () => void;
};

export type ConnectionDeadlines = {
  /** Milliseconds until a unary call is given up. */
  readonly unaryMs: number;
  readonly keepaliveMs: number;
  readonly keepaliveAnswerMs: number;
};

const CONNECTION_DEADLINES: ConnectionDeadlines = {
  unaryMs: 15_000,
  keepaliveMs: 30_000,
  keepaliveAnswerMs: 10_000,
};

/** Throws when the credentials are malformed (they are checked when the node is added). Connects on the first call. */
export function openConnection(
  { socket, certificate, macaroon }: NodeCredentials,
  deadlines: ConnectionDeadlines = CONNECTION_DEADLINES,
  /** Sees every call, outside of the deadline. */
  watched: readonly Interceptor[] = [],
): LndConnection {
  const target = splitSocket(socket);
  if (!target) throw new Error('the address of the node is malformed');
  const pin = pinOf(certificate);
  const channel = new Channel(target.text, secured(certificate, pin, macaroon), {
    'grpc.max_receive_message_length': -1,
    'grpc.keepalive_time_ms': deadlines.keepaliveMs,
    'grpc.keepalive_timeout_ms': deadlines.keepaliveAnswerMs,
    // lnd cuts clients that ping without an open call.
    'grpc.keepalive_permit_without_calls': 0,
    'grpc.initial_reconnect_backoff_ms': 1_000,
    'grpc.max_reconnect_backoff_ms': 10_000,
    // SECURITY: an order to pay is sent once. The transport must not send it again by itself.
    'grpc.enable_retries': 0,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    // An address is no TLS server name (RFC 6066, 3). The name is not what is trusted here: the pin is.
    ...(isIP(target.host) ? { 'grpc.ssl_target_name_override': 'localhost' } : {}),
  });
  const stateNow = (): connectivityState => channel.getConnectivityState(false);
  const closed = endWhenClosed(() => stateNow() === connectivityState.SHUTDOWN);
  const options = {
    channelOverride: channel,
    interceptors: [...watched, deadlineOf(deadlines.unaryMs), closed],
  };
  const clients = Object.fromEntries(
    [...serviceDefinitions()].map(([type, Service]) => [
      type,
      // Never used: the channel above carries the credentials.
      new Service(target.text, grpcCredentials.createInsecure(), options),
    ]),
  );
  const listeners = watchChannel(channel);
  return {
    lnd: clients as unknown as AuthenticatedLnd,
    raw: clients as unknown as RawLnd,
    pin,
    canSend: () => {
      const state = stateNow();
      return state !== connectivityState.TRANSIENT_FAILURE && state !== connectivityState.SHUTDOWN;
    },
    onConnected: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      listeners.clear();
      channel.close();
    },
  };
}

function secured(certificate: string, pin: string, macaroon: string): ChannelCredentials {
  const context = createSecureContext({
    ca: certificate,
    minVersion: 'TLSv1.2',
    // The certificate itself is the anchor, also where an authority has signed it.
    allowPartialTrustChain: true,
  });
  // SECURITY: exactly this certificate, whatever name it bears and whatever else it may have signed.
  const checkServerIdentity = (_host: string, peer: PeerCertificate): Error | undefined =>
    pinOf(peer.raw) === pin ? undefined : new Error('another certificate than the pinned one');
  return grpcCredentials.combineChannelCredentials(
    ChannelCredentials.createFromSecureContext(context, { checkServerIdentity }),
    grpcCredentials.createFromMetadataGenerator((_params, done) => {
      const metadata = new Metadata();
      metadata.add('macaroon', macaroon);
      done(null, metadata);
    }),
  );
}

/** Streams stay without one: a held payment may take hours. */
const deadlineOf =
  (ms: number): Interceptor =>
  (options, next) => {
    const { requestStream, responseStream } = options.method_definition;
    const needsOne = !requestStream && !responseStream && options.deadline === undefined;
    return new InterceptingCall(next(needsOne ? { ...options, deadline: Date.now() + ms } : options));
  };

function watchChannel(channel: Channel): Set<(connected: boolean) => void> {
  const listeners = new Set<(connected: boolean) => void>();
  let connected = false;
  const watch = (): void => {
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.SHUTDOWN) return;
    channel.watchConnectivityState(state, Infinity, () => {
      const now = channel.getConnectivityState(false);
      // CONNECTING says nothing yet.
      if (now !== connectivityState.CONNECTING && connected !== (now === connectivityState.READY)) {
        connected = !connected;
        for (const listener of listeners) listener(connected);
      }
      watch();
    });
  };
  watch();
  return listeners;
}
