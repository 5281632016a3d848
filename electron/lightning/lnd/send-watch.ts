// Send watch: stands between the library and SendPaymentV2. It lets through exactly the order, once, and notices what the library
// does not report: a stream that ends without an outcome, and one that never begins to speak.
import type { ClientReadableStream } from '@grpc/grpc-js';
import type { AuthenticatedLnd } from 'lightning';
import type { Clock } from '../../store/clock.ts';
import type { PayOrder } from '../lightning-node.ts';
import type { LndConnection } from './connection.ts';
import { cancelStream } from './raw.ts';

export type SendWatch = {
  /** For the library: the connection with its router replaced by the watched one. */
  readonly lnd: AuthenticatedLnd;
  readonly sent: () => boolean;
  /** Resolves with the reason when no outcome will come over this stream any more. */
  readonly lost: Promise<string>;
  readonly giveUp: (reason: string) => void;
  /** Drops the stream and every listener. */
  readonly release: () => void;
};

/** How long a node may take to end a stream after the outcome. */
const LAST_FRAME_MS = 5_000;

/** `firstUpdateMs`: lnd answers with the state of the payment as soon as it has registered it. */
export function watchSend(
  connection: LndConnection,
  order: PayOrder,
  clock: Clock,
  firstUpdateMs: number,
): SendWatch {
  const { promise: lost, resolve: giveUp } = Promise.withResolvers<string>();
  let stream: ClientReadableStream<unknown> | undefined;
  let sent = false;
  let ended = false;
  let terminal = false;
  let stopWaiting = (): void => undefined;

  const sendPaymentV2 = (request: object): ClientReadableStream<unknown> => {
    // SECURITY: the last look before money can move. The library turns a missing fee limit into none at all.
    const difference = differenceFrom(order, request);
    if (difference !== null) throw new Error(`the order was changed on its way: ${difference}`);
    if (sent) throw new Error('the order was sent already');
    sent = true;
    // SECURITY: the library always allows a node to pay itself, which moves no money and still answers a request.
    const call = connection.raw.router.sendPaymentV2({ ...request, allow_self_payment: false });
    stream = call;
    stopWaiting = clock.after(firstUpdateMs, () => giveUp('the node took the order and says nothing'));
    call.on('data', (update: unknown) => {
      stopWaiting();
      terminal ||= isTerminal(update);
    });
    call.on('end', () => {
      ended = true;
      if (!terminal) giveUp('the node closed the stream without an outcome');
    });
    return call;
  };

  return {
    lnd: { ...connection.lnd, router: { sendPaymentV2 } },
    sent: () => sent,
    lost,
    giveUp,
    release: () => {
      stopWaiting();
      if (!stream || ended) return;
      // After the outcome the node ends the stream by itself. Cut off each time, a busy connection looks like an attack by resets
      // (CVE-2023-44487), and a server ends it together with every payment on it.
      if (terminal) endByItself(stream, clock);
      else cancelStream(stream);
    },
  };
}

/** Nobody's listener is called again: the library calls back twice when an outcome is followed by an error. */
function endByItself(stream: ClientReadableStream<unknown>, clock: Clock): void {
  stream.removeAllListeners();
  const stopWaiting = clock.after(LAST_FRAME_MS, () => cancelStream(stream));
  stream.on('error', stopWaiting);
  stream.on('end', stopWaiting);
  stream.resume();
}

function isTerminal(update: unknown): boolean {
  const { status } = update as { readonly status?: unknown };
  return status === 'SUCCEEDED' || status === 'FAILED';
}

/** What may be set, and to what; a field that is not named here must be absent. Limits of search and of parts move no money. */
function differenceFrom(order: PayOrder, request: object): string | null {
  const expected: Readonly<Record<string, string>> = {
    payment_request: order.invoice,
    fee_limit_msat: order.feeLimit.toString(),
    ...(order.amountless ? { amt_msat: order.amount.toString() } : {}),
  };
  const free = new Set([
    'allow_self_payment',
    'cancelable',
    'max_parts',
    'no_inflight_updates',
    'timeout_seconds',
  ]);
  const given = Object.entries(request).filter(([name, value]) => value !== undefined && !free.has(name));
  const other = given.find(([name, value]) => expected[name] !== value);
  if (other) return other[0];
  return Object.keys(expected).find((name) => !given.some(([given]) => given === name)) ?? null;
}
