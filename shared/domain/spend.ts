// Spend: one payment an agent asked for, from request to outcome. States: docs/gate.md, section 4.

export const SPEND_STATES = [
  'refused',
  'held',
  'denied',
  'expired',
  'granted',
  'reserved',
  'dispatched',
  'settled',
  'failed',
  'unknown',
] as const;
export type SpendState = (typeof SPEND_STATES)[number];

/** Legal next states. `received` is not stored: a request becomes `refused`, `held` or `reserved` in its first transaction. */
export const SPEND_TRANSITIONS: Readonly<Record<SpendState, readonly SpendState[]>> = {
  refused: [],
  held: ['denied', 'expired', 'granted', 'reserved'],
  denied: [],
  expired: [],
  granted: ['reserved', 'expired', 'denied'],
  reserved: ['dispatched', 'failed'],
  dispatched: ['settled', 'failed', 'unknown'],
  unknown: ['settled', 'failed'],
  settled: [],
  failed: [],
};

/** States whose amount and fee limit count against every limit although nothing has been booked yet. */
export const IN_FLIGHT_STATES: readonly SpendState[] = ['reserved', 'dispatched', 'unknown'];

/** How long an approval stands when the agent has stopped waiting, in seconds; the invoice may expire before. Own default. */
export const GRANT_SECONDS = 3_600;

/** Blocks before its HTLC expires at which a person is told of a payment in flight: about six hours. Own default. */
export const EXPIRY_ALARM_BLOCKS = 36;

/** How the agent asked: core `pay_invoice` must not be paid after a "no"; the `pay` extension may be answered `pending`. */
export type AskedBy = 'pay_invoice' | 'pay';
