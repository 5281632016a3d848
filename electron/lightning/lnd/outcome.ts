// Outcome: what an error of a payment proves. Only what lnd or the library names as final is failed; all else may still settle.
// Sources: lnd v0.21 payments/db/payment_status.go and routerrpc; lightning 12.5 subscribe_to_pay. Rule: docs/gate.md, section 4.
import { status } from '@grpc/grpc-js';
import type { PayOutcome } from '../lightning-node.ts';
import { codeName, grpcErrorOf, libraryErrorOf, quoted } from './grpc-error.ts';

/** Named by the library after lnd reported the payment FAILED, which it does only when no HTLC is in flight. */
const FINAL: Readonly<Record<string, string>> = {
  PaymentPathfindingFailedToFindPossibleRoute: 'no route within the fee limit',
  InsufficientBalanceToAttemptPayment: 'the node’s channels hold too little',
  PaymentRejectedByDestination: 'the recipient rejected it (unknown, cancelled or expired invoice)',
  PaymentAttemptsTimedOut: 'no route was found in time',
  PaymentExecutionCanceled: 'the node cancelled it before it left',
  FailedToFindPayableRouteToDestination: 'the node found no route that carries it',
};

/** lnd says these before it registers a payment. Not proof alone: the same hash may be on its way from an earlier order. */
const TURNED_AWAY: readonly RegExp[] = [
  /^permission denied$/,
  /^invoice expired\. Valid until /,
  /^amount must (not )?be specified /,
  /^self-payments not allowed/,
  /^verification failed: /,
  /^expected 1 macaroon, got /,
  /^cannot (get|retrieve) macaroon: /,
  /^caveat ".*" not satisfied: /,
];

export type Classified =
  | Exclude<PayOutcome, { kind: 'settled' }>
  /** Failed if the node also does not know the payment hash. */
  | { readonly kind: 'turned-away'; readonly detail: string };

/** `sent`: whether the order had been given to the transport when it failed. */
export function classifyPayError(error: unknown, sent: boolean): Classified {
  const library = libraryErrorOf(error);
  if (!sent)
    return {
      kind: 'failed',
      detail: `not sent: ${quoted(library?.name ?? (error instanceof Error ? error.message : 'rejected'))}`,
    };
  const final = library?.code === 503 ? FINAL[library.name] : undefined;
  if (final !== undefined) return { kind: 'failed', detail: final };
  const grpc = grpcErrorOf(error);
  if (!grpc)
    return {
      kind: 'unknown',
      detail: `the node’s answer could not be read (${quoted(library?.name ?? 'no name')})`,
    };
  if (grpc.code === status.ALREADY_EXISTS)
    return { kind: 'unknown', detail: 'the node knows this payment hash already' };
  const said = quoted(grpc.details);
  if (grpc.code === status.UNKNOWN && TURNED_AWAY.some((text) => text.test(grpc.details)))
    return { kind: 'turned-away', detail: `the node turned it away: ${said}` };
  return { kind: 'unknown', detail: `the connection failed after sending (${codeName(grpc.code)}: ${said})` };
}
