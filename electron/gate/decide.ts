// decide: all rules over one request at one moment. Pure: no I/O, no clock of its own. Rules and order: docs/gate.md, section 3.
import {
  DECISION_CODES,
  RULES,
  type Decision,
  type RuleName,
  type RuleResult,
  type Verdict,
} from '../../shared/domain/decision.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import { balance, daily, fee, fleet, inFlight, single } from './rules/amounts.ts';
import { allowlist, destination, firstTime, lookalike } from './rules/destinations.ts';
import type { Ask, Facts } from './rules/facts.ts';
import { agentFrozen, fleetFrozen, gate, rate, schedule } from './rules/state.ts';

type Rule = (policy: Policy, facts: Facts, ask: Ask, now: UnixSeconds) => RuleResult;

const RULE_BY_NAME: Readonly<Record<RuleName, Rule>> = {
  single,
  daily,
  destination,
  fleet,
  allowlist,
  lookalike,
  'first-time': firstTime,
  fee,
  rate,
  'in-flight': inFlight,
  schedule,
  'agent-frozen': agentFrozen,
  'fleet-frozen': fleetFrozen,
  gate,
  balance,
};

/**
 * Evaluates every rule, so that a person sees them all. Refuse beats hold beats allow; the agent gets the code of the first
 * broken rule in the guide's order.
 */
export function decide(policy: Policy, facts: Facts, ask: Ask, now: UnixSeconds): Decision {
  return conclude(RULES.map((name) => RULE_BY_NAME[name](policy, facts, ask, now)));
}

/** What follows from every rule's finding, in the order of `RULES`. */
export function conclude(rules: readonly RuleResult[]): Decision {
  const broken = rules.filter((rule) => rule.verdict !== 'allow');
  const first = broken[0];
  return { verdict: worst(broken), code: first ? DECISION_CODES[first.rule] : null, rules };
}

const worst = (broken: readonly RuleResult[]): Verdict => {
  if (broken.some((rule) => rule.verdict === 'refuse')) return 'refuse';
  return broken.length > 0 ? 'hold' : 'allow';
};

/**
 * Rules that break now and that an approval does not waive: what refuses, what did not hold the payment when it was stopped, and what
 * held it under a limit that has been tightened since, for the person saw the old one.
 */
export const notWaived = (now: Decision, heldThen: readonly RuleResult[]): readonly RuleResult[] =>
  now.rules.filter((rule) => {
    if (rule.verdict !== 'hold') return rule.verdict === 'refuse';
    const then = heldThen.find((held) => held.rule === rule.rule);
    return then === undefined || isTighter(rule, then);
  });

const isTighter = (now: RuleResult, then: RuleResult): boolean =>
  now.limit !== null && (then.limit === null || BigInt(now.limit) < BigInt(then.limit));
