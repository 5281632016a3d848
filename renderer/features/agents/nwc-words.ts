// NWC words: what each method of a connection allows, for the person who grants it.
import type { NwcMethod } from '../../../shared/domain/nwc.ts';

export const METHOD_WORDS: Readonly<Record<NwcMethod, string>> = {
  get_info: 'Learn which methods it may use',
  get_balance: 'See what it may spend',
  get_budget: 'See its daily limit and what is left of it',
  pay_invoice: 'Pay invoices, within its limits',
  pay: 'Pay, and be told later when a person decides',
  lookup_payment: 'Follow its own payments',
  make_invoice: 'Make invoices to be paid',
  lookup_invoice: 'See whether an invoice was paid',
  list_transactions: 'List its own payments',
};

/** Enough to pay and to know its limits; receiving and history are granted on purpose. Own default. */
export const SAFE_METHODS: readonly NwcMethod[] = [
  'get_info',
  'get_balance',
  'get_budget',
  'pay_invoice',
  'lookup_invoice',
];

const EXPIRY_DAYS = { '30': 30, '90': 90, '365': 365, never: null } as const;
export type ExpiryChoice = keyof typeof EXPIRY_DAYS;

const DAY = 86_400;

/** Unix seconds at which a connection made `now` ends; null for never. */
export function expiryAfter(choice: ExpiryChoice, now: number): number | null {
  const days = EXPIRY_DAYS[choice];
  return days === null ? null : now + days * DAY;
}
