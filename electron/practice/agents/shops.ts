// Shops: the payees as a till for the agents, and the names under which the fleet knows them.
import { sats } from '../../../shared/domain/money.ts';
import type { PracticeNetwork } from '../lightning/network.ts';
import { PAYEES } from '../lightning/topology.ts';
import { sha256 } from '../seeded.ts';
import type { Purchase } from './character.ts';

/** Seconds an ordinary invoice of a practice shop is good for. */
export const INVOICE_SECONDS = 900;

export type Label = { readonly destination: string; readonly label: string };

/** A fresh invoice of the payee for this purchase. */
export const invoiceFor = (network: PracticeNetwork, purchase: Purchase): string =>
  network.node(purchase.payee).invoices.add({
    amount: sats(purchase.sats),
    description: purchase.description,
    expirySeconds: INVOICE_SECONDS,
  }).request;

/** The payee pays an invoice an agent has made. */
export function payFrom(network: PracticeNetwork, payee: string, request: string): void {
  network.node(payee).payments.send({
    request,
    amount: null,
    feeLimit: sats(50),
    timeoutSeconds: 25,
    maxParts: 1,
    outgoing: [],
    allowSelfPayment: false,
  });
}

/**
 * The address book. Its last entry exists in the book only: 56 bits of a real key cannot be ground to imitate a given one, so the
 * drill works the other way round. The known key is made up to share both ends with the impostor’s real key, which signs real invoices.
 */
export function labelsOf(network: PracticeNetwork): readonly Label[] {
  const named = PAYEES.filter(({ alias }) => alias !== '').map(({ name, alias }) => ({
    destination: network.node(name).publicKey,
    label: alias,
  }));
  const impostor = network.node('mimic').publicKey;
  const middle = sha256('the key that is imitated', impostor)
    .toString('hex')
    .slice(0, impostor.length - 16);
  return [
    ...named,
    { destination: `${impostor.slice(0, 8)}${middle}${impostor.slice(-8)}`, label: 'Meridian Contractors' },
  ];
}
