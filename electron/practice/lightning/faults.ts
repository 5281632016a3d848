// Faults: what a test or a drill may make a practice node do wrong. Everything off means an honest, healthy node.

export type FailureReason =
  | 'FAILURE_REASON_TIMEOUT'
  | 'FAILURE_REASON_NO_ROUTE'
  | 'FAILURE_REASON_ERROR'
  | 'FAILURE_REASON_INCORRECT_PAYMENT_DETAILS'
  | 'FAILURE_REASON_INSUFFICIENT_BALANCE'
  | 'FAILURE_REASON_CANCELED';

export type NodeFaults = {
  /** Payer: SendPaymentV2 is accepted, nothing is registered, nothing is ever answered. */
  hangBeforeDispatch: boolean;
  /** Payer: the payment runs, and its streams stay silent from then on. */
  hangAfterDispatch: boolean;
  /** Payer: the stream ends after dispatch, without an error and without a terminal update. */
  closeWithoutTerminal: boolean;
  /** Payer: the stream breaks after dispatch with UNAVAILABLE, as on a lost connection. */
  breakAfterDispatch: boolean;
  /** Payer: the first forwarding node keeps the whole fee limit. Needs a route with a forwarding node. */
  takeWholeFee: boolean;
  /** Payer: payments end in this reason without an HTLC being offered. */
  fail: FailureReason | null;
  /** Payee: HTLCs are accepted and neither settled nor failed until `releaseHeld`. */
  hold: boolean;
  /** Payee: settles this many milliseconds late. */
  settleLateMs: number;
  /** State of the wallet as every RPC but State sees it. */
  wallet: 'active' | 'locked' | 'starting';
  /** Unary calls are read and never answered. */
  muteUnary: boolean;
};

export const NO_FAULTS: Readonly<NodeFaults> = {
  hangBeforeDispatch: false,
  hangAfterDispatch: false,
  closeWithoutTerminal: false,
  breakAfterDispatch: false,
  takeWholeFee: false,
  fail: null,
  hold: false,
  settleLateMs: 0,
  wallet: 'active',
  muteUnary: false,
};
