// What a payee does with a payment, and what the node tells of it: written per invoice, before it is paid.

export type Script = {
  /** `hold`: neither, until the scenario says so. */
  readonly ends: 'settle' | 'fail' | 'hold';
  /** What the cheapest route asks. `limit`: exactly what the wallet allows. Default: 1 sat. */
  readonly fee?: bigint | 'limit' | 'limit+1' | 'amount';
  /** Parts the payment is split into. */
  readonly parts?: number;
  /** One part fails on its way and is sent once more. */
  readonly failingPart?: boolean;
  /**
   * What the caller of SendPaymentV2 hears once the HTLCs are out: everything · a broken connection · an end without an outcome ·
   * nothing · lnd's refusals of a second send although this was the first.
   */
  readonly stream?: 'tell' | 'cut' | 'end' | 'mute' | 'in-transition' | 'already-paid';
  /** `zeros`: "succeeded" with a preimage that proves nothing, until `heal`. */
  readonly proof?: 'preimage' | 'zeros';
  /** So many questions after the payment are answered "payment isn't initiated", as lnd may before its own commit. */
  readonly unheardOf?: number;
};

/** The four that the kill points are crossed with. */
export const KILL_SCRIPTS = {
  'settles at once': { ends: 'settle' },
  'settles late': { ends: 'hold' },
  fails: { ends: 'fail' },
  'stream is cut': { ends: 'settle', stream: 'cut' },
} as const satisfies Readonly<Record<string, Script>>;
