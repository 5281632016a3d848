// Methods: every NIP-47 method served, by name. What is not in this table is answered NOT_IMPLEMENTED.
import type { NwcMethod } from '../../../shared/domain/nwc.ts';
import { createGetBalance } from './get-balance.ts';
import { createGetBudget } from './get-budget.ts';
import { createGetInfo } from './get-info.ts';
import { createListTransactions } from './list-transactions.ts';
import { createLookupInvoice } from './lookup-invoice.ts';
import { createLookupPayment } from './lookup-payment.ts';
import { createMakeInvoice } from './make-invoice.ts';
import type { Method, MethodDeps } from './method.ts';
import { createPayInvoice } from './pay-invoice.ts';
import { createPay } from './pay.ts';

export type Methods = Readonly<Record<NwcMethod, Method>>;

export const createMethods = (deps: MethodDeps): Methods => ({
  get_info: createGetInfo(deps),
  get_balance: createGetBalance(deps),
  get_budget: createGetBudget(deps),
  pay_invoice: createPayInvoice(deps),
  pay: createPay(deps),
  lookup_payment: createLookupPayment(deps),
  make_invoice: createMakeInvoice(deps),
  lookup_invoice: createLookupInvoice(deps),
  list_transactions: createListTransactions(deps),
});

/** Requests that may move money: their freshness, rate and repetition are the gate's to judge, durably. */
export const movesMoney = (name: NwcMethod): boolean => name === 'pay_invoice' || name === 'pay';

/** Tokens a request costs where it is more than one: an invoice is written to the node and to the log, a list reads many rows. */
const COSTS: Partial<Record<NwcMethod, number>> = { make_invoice: 5, list_transactions: 2 };
export const costOf = (name: NwcMethod): number => COSTS[name] ?? 1;
