// Decision: what the rules say of one request. Pure data; the rules themselves are in electron/gate/rules.
import type { MsatText } from './money.ts';

/** Rules in the order in which the first broken one names the answer: the guide's three, then the table of docs/gate.md 3. */
export const RULES = [
  'single',
  'daily',
  'destination',
  'fleet',
  'allowlist',
  'lookalike',
  'first-time',
  'fee',
  'rate',
  'in-flight',
  'schedule',
  'agent-frozen',
  'fleet-frozen',
  'gate',
  'balance',
] as const;
export type RuleName = (typeof RULES)[number];

export type Verdict = 'allow' | 'hold' | 'refuse';

/** The machine-readable word an agent gets. */
export const DECISION_CODES = {
  single: 'exceeds_single_tx_limit',
  daily: 'exceeds_daily_limit',
  destination: 'invalid_destination',
  fleet: 'exceeds_fleet_limit',
  allowlist: 'destination_not_allowed',
  lookalike: 'destination_lookalike',
  'first-time': 'new_destination',
  fee: 'exceeds_fee_limit',
  rate: 'exceeds_rate_limit',
  'in-flight': 'too_much_in_flight',
  schedule: 'outside_schedule',
  'agent-frozen': 'agent_frozen',
  'fleet-frozen': 'fleet_frozen',
  gate: 'gate_closed',
  balance: 'insufficient_balance',
} as const satisfies Record<RuleName, string>;
export type DecisionCode = (typeof DECISION_CODES)[RuleName];

/** What a person calls each rule. */
export const RULE_LABELS: Readonly<Record<RuleName, string>> = {
  single: 'Single payment',
  daily: 'Daily outflow after it',
  destination: 'Destination valid',
  fleet: 'Fleet outflow after it',
  allowlist: 'Allowlist',
  lookalike: 'Look-alike of a known destination',
  'first-time': 'First payment to this destination',
  fee: 'Fee',
  rate: 'Request rate',
  'in-flight': 'In flight after it',
  schedule: 'Active hours',
  'agent-frozen': 'Agent not frozen',
  'fleet-frozen': 'Fleet not frozen',
  gate: 'Gate open',
  balance: 'Spendable balance',
};

/** What is wrong when a rule is broken, as a clause: "it is above the limit of a single payment". */
export const RULE_BROKEN: Readonly<Record<RuleName, string>> = {
  single: 'it is above the limit of a single payment',
  daily: 'the agent’s daily outflow would pass its limit',
  destination: 'its destination is not valid',
  fleet: 'the fleet’s daily outflow would pass its limit',
  allowlist: 'its destination is not on the allowlist',
  lookalike: 'its destination looks like one that is known and is another',
  'first-time': 'nothing was ever paid to its destination',
  fee: 'its fee limit is above the policy’s',
  rate: 'the agent asks too often',
  'in-flight': 'too much of the agent’s money is in flight',
  schedule: 'it is outside the agent’s active hours',
  'agent-frozen': 'the agent is frozen',
  'fleet-frozen': 'the fleet is frozen',
  gate: 'the gate is closed',
  balance: 'the agent’s balance is too small',
};

export type RuleUnit = 'msat' | 'count' | 'none';

/** One rule's finding. `measured` and `limit` are decimal digits in `unit`; null where a rule has no figure. */
export type RuleResult = {
  readonly rule: RuleName;
  readonly verdict: Verdict;
  readonly unit: RuleUnit;
  readonly measured: MsatText | string | null;
  readonly limit: MsatText | string | null;
  /** A sentence for the operator; empty when the figures say it all. */
  readonly note: string;
};

export type Decision = {
  readonly verdict: Verdict;
  /** The first broken rule's code; null when nothing is broken. */
  readonly code: DecisionCode | null;
  readonly rules: readonly RuleResult[];
};
