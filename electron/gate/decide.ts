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
  const rules = RULES.map((name) => RULE_BY_NAME[name](policy, facts, ask, now));
  const broken = rules.filter((rule) => rule.verdict !== 'allow');
  const first = broken[0];
  return { verdict: worst(broken), code: first ? DECISION_CODES[first.rule] : null, rules };
}

const worst = (broken: readonly RuleResult[]): Verdict => {
  if (broken.some((rule) => rule.verdict === 'refuse')) return 'refuse';
  return broken.length > 0 ? 'hold' : 'allow';
};

/** Rules that break now and did not hold the request then: an approval waives nothing else. */
export const notWaived = (now: Decision, heldBy: readonly RuleName[]): readonly RuleResult[] =>
  now.rules.filter(
    (rule) => rule.verdict === 'refuse' || (rule.verdict === 'hold' && !heldBy.includes(rule.rule)),
  );
