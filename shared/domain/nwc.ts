// NIP-47 words in one table: methods, extensions and error codes we speak. Source: NIP-47 core after the split of 2026-08-01 and its extensions.

/** Extension numbers still move upstream; they stand here and nowhere else. */
export const NWC_EXTENSIONS = ['02', '05', '09', '13', '321'] as const;

export const NWC_METHODS = [
  'get_info',
  'get_balance',
  'get_budget',
  'pay_invoice',
  'pay',
  'lookup_payment',
  'make_invoice',
  'lookup_invoice',
  'list_transactions',
] as const;
export type NwcMethod = (typeof NWC_METHODS)[number];

export const NWC_NOTIFICATIONS = ['payment_received', 'payment_sent'] as const;

export const NWC_KINDS = { info: 13_194, request: 23_194, response: 23_195, notification: 23_197 } as const;

const NWC_ERROR_CODES = [
  'RATE_LIMITED',
  'NOT_IMPLEMENTED',
  'INSUFFICIENT_BALANCE',
  'QUOTA_EXCEEDED',
  'RESTRICTED',
  'UNAUTHORIZED',
  'INTERNAL',
  'UNSUPPORTED_ENCRYPTION',
  'PAYMENT_FAILED',
  'NOT_FOUND',
  /** Extension 321: the payment names nothing we pay. */
  'UNSUPPORTED_PAYMENT_INSTRUCTION',
  'OTHER',
] as const;
export type NwcErrorCode = (typeof NWC_ERROR_CODES)[number];
