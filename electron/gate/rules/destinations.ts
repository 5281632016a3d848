// Rules about whom: a destination that can be paid at all, the allowlist, look-alikes, the first payment.
import type { RuleResult } from '../../../shared/domain/decision.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import { check, result, type Ask, type Facts } from './facts.ts';

/** Characters at each end that a poisoned destination copies (guide, common attacks: first 8 and last 8). */
export const LOOKALIKE_ENDS = 8;

/** Same ends, different middle: a person comparing by eye would take one for the other. */
export function looksAlike(candidate: string, known: string): boolean {
  return (
    candidate !== known &&
    candidate.length === known.length &&
    candidate.slice(0, LOOKALIKE_ENDS) === known.slice(0, LOOKALIKE_ENDS) &&
    candidate.slice(-LOOKALIKE_ENDS) === known.slice(-LOOKALIKE_ENDS)
  );
}

/** What the ledger knows of a destination's looks, whatever an allowlist says: paid or named by the fleet, or like one that is. */
export type Resemblance = { readonly known: boolean; readonly imitates: string | null };

/** The known destination that `destination` imitates; one that is known itself, or listed, is nobody's imitation. */
export function imitated(
  destination: string,
  { known, imitates }: Resemblance,
  allowlist: readonly string[] | null,
): string | null {
  if (known || allowlist?.includes(destination) === true) return null;
  return imitates ?? allowlist?.find((listed) => looksAlike(destination, listed)) ?? null;
}

// SECURITY: this rule always refuses. No policy field and no approval may turn it into a hold.
export function destination(_policy: Policy, facts: Facts, ask: Ask, now: UnixSeconds): RuleResult {
  const invalid = (note: string): RuleResult => result('destination', 'refuse', { note });
  if (ask.destination === null || ask.network === null)
    return invalid('The invoice cannot be read or its signature is wrong.');
  if (facts.network === null) return invalid('The agent’s node was removed.');
  if (ask.network !== facts.network)
    return invalid(`The invoice is for ${ask.network}, the fleet is on ${facts.network}.`);
  if (facts.ownNodes.has(ask.destination))
    return invalid('The invoice was made by one of the fleet’s own nodes.');
  if (ask.amount <= 0n) return invalid('The amount is zero.');
  if (ask.invoiceExpiresAt !== null && ask.invoiceExpiresAt <= now)
    return invalid('The invoice has expired.');
  return result('destination', 'allow');
}

export const allowlist = (policy: Policy, _facts: Facts, ask: Ask): RuleResult =>
  policy.allowlist === null
    ? result('allowlist', 'allow', { note: 'The allowlist is off.' })
    : check('allowlist', ask.destination !== null && policy.allowlist.includes(ask.destination), 'refuse');

export const lookalike = (_policy: Policy, facts: Facts): RuleResult =>
  check('lookalike', facts.lookalikeOf === null, 'refuse', {
    note:
      facts.lookalikeOf === null
        ? ''
        : `It copies the first and last ${LOOKALIKE_ENDS} characters of ${facts.lookalikeOf}.`,
  });

export const firstTime = (policy: Policy, facts: Facts): RuleResult =>
  check('first-time', facts.paidBefore || policy.firstTime === 'allow', 'hold', {
    note: facts.paidBefore ? '' : 'This agent has never paid this destination.',
  });
