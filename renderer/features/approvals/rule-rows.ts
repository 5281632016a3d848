// Rule rows: how the findings of the rules read in the table "Why it stopped". Pure.
import { RULE_LABELS, type RuleResult } from '../../../shared/domain/decision.ts';

export type RuleRow = {
  readonly label: string;
  readonly verdict: RuleResult['verdict'];
  readonly unit: RuleResult['unit'];
  /** Decimal digits in `unit`. */
  readonly measured: string | null;
  readonly limit: string | null;
  /** Measured less limit when it is above, in `unit`. */
  readonly over: string | null;
  readonly note: string;
};

const rowOf = ({ rule, verdict, unit, measured, limit, note }: RuleResult): RuleRow => {
  const excess = measured !== null && limit !== null ? BigInt(measured) - BigInt(limit) : 0n;
  return {
    label: RULE_LABELS[rule],
    verdict,
    unit,
    measured,
    limit,
    over: verdict !== 'allow' && excess > 0n ? excess.toString() : null,
    note,
  };
};

export type RuleRows = {
  /** Broken ones first, then the fee, which an operator always wants to see. */
  readonly shown: readonly RuleRow[];
  readonly rest: readonly RuleRow[];
  readonly passing: number;
  readonly total: number;
};

/** Sorts findings into what is shown at once and what a press unfolds. */
export function ruleRows(rules: readonly RuleResult[]): RuleRows {
  const broken = rules.filter((rule) => rule.verdict !== 'allow');
  const passing = rules.filter((rule) => rule.verdict === 'allow');
  const fee = passing.filter((rule) => rule.rule === 'fee');
  const rest = passing.filter((rule) => rule.rule !== 'fee');
  return {
    shown: [...broken, ...fee].map(rowOf),
    rest: rest.map(rowOf),
    passing: passing.length,
    total: rules.length,
  };
}
