// Rules about how much: single payment, daily and fleet outflow, fee, in flight, balance. Limits are inclusive; fees count.
import { maxMsat, minMsat, partsPerMillion, type Msat } from '../../../shared/domain/money.ts';
import { SMALLEST_FEE_CEILING, type Policy } from '../../../shared/domain/policy.ts';
import type { RuleResult } from '../../../shared/domain/decision.ts';
import { check, type Ask, type Facts } from './facts.ts';

const cost = (ask: Ask): bigint => ask.amount + ask.feeLimit;

/** The most the policy lets a node pay in fees for `amount`. */
export const feeCeiling = (policy: Policy, amount: Msat): Msat =>
  minMsat(policy.maxFee.msat, maxMsat(partsPerMillion(amount, policy.maxFee.ppm), SMALLEST_FEE_CEILING));

/** The fee limit handed to the node: the policy's ceiling, or less when the agent asked for less. */
export const feeLimitFor = (policy: Policy, amount: Msat, askedMaxFee: Msat | null): Msat => {
  const ceiling = feeCeiling(policy, amount);
  return askedMaxFee === null ? ceiling : minMsat(askedMaxFee, ceiling);
};

export const single = (policy: Policy, _facts: Facts, ask: Ask): RuleResult =>
  check('single', cost(ask) <= policy.maxSingleTx, policy.whenBroken.single, {
    unit: 'msat',
    measured: cost(ask),
    limit: policy.maxSingleTx,
  });

export const daily = (policy: Policy, facts: Facts, ask: Ask): RuleResult => {
  const after = facts.agentOutflow + cost(ask);
  return check('daily', after <= policy.maxDailySpend, policy.whenBroken.daily, {
    unit: 'msat',
    measured: after,
    limit: policy.maxDailySpend,
  });
};

export const fleet = (policy: Policy, facts: Facts, ask: Ask): RuleResult => {
  const after = facts.fleetOutflow + cost(ask);
  if (facts.fleetLimit === null)
    return check('fleet', true, 'hold', { unit: 'msat', measured: after, note: 'No fleet limit is set.' });
  return check('fleet', after <= facts.fleetLimit, policy.whenBroken.fleet, {
    unit: 'msat',
    measured: after,
    limit: facts.fleetLimit,
  });
};

export const fee = (policy: Policy, _facts: Facts, ask: Ask): RuleResult => {
  const ceiling = feeCeiling(policy, ask.amount);
  return check('fee', ask.feeLimit <= ceiling, 'refuse', {
    unit: 'msat',
    measured: ask.feeLimit,
    limit: ceiling,
  });
};

export const inFlight = (policy: Policy, facts: Facts, ask: Ask): RuleResult => {
  const after = facts.inFlight.msat + cost(ask);
  const count = facts.inFlight.count + 1;
  return check('in-flight', after <= policy.maxInFlight.msat && count <= policy.maxInFlight.count, 'refuse', {
    unit: 'msat',
    measured: after,
    limit: policy.maxInFlight.msat,
    note: `${count} of ${policy.maxInFlight.count} payments.`,
  });
};

export const balance = (_policy: Policy, facts: Facts, ask: Ask): RuleResult =>
  check('balance', cost(ask) <= facts.spendable, 'refuse', {
    unit: 'msat',
    measured: cost(ask),
    limit: facts.spendable,
  });
