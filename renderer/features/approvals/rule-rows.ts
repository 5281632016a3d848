// Rule rows: how the findings of the rules read in the table "Why it stopped". Pure.
import { RULE_LABELS, type RuleName, type RuleResult } from '../../../shared/domain/decision.ts';

export type RuleRow = {
  readonly label: string;
  readonly verdict: RuleResult['verdict'];
  readonly unit: RuleResult['unit'];
  /** Decimal digits in `unit`. */
  readonly measured: string | null;
  readonly limit: string | null;
  /** For what adds up (a day, what is in flight): what there was before this payment, in `unit`. */
  readonly before: string | null;
  /** Measured less limit when it is above, in `unit`. */
  readonly over: string | null;
  readonly note: string;
};

/** Rules whose figure is what there was and this payment on top. */
const ADDS_UP: ReadonlySet<RuleName> = new Set(['daily', 'fleet', 'in-flight']);

const rowOf = ({ rule, verdict, unit, measured, limit, note }: RuleResult, total: bigint): RuleRow => {
  const before =
    ADDS_UP.has(rule) && unit === 'msat' && measured !== null && BigInt(measured) >= total
      ? (BigInt(measured) - total).toString()
      : null;
  const excess = measured !== null && limit !== null ? BigInt(measured) - BigInt(limit) : 0n;
  return {
    label: RULE_LABELS[rule],
    verdict,
    unit,
    measured,
    limit,
    before,
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

/** Sorts findings into what is shown at once and what a press unfolds. `total` is the payment with its fee limit, in msat. */
export function ruleRows(rules: readonly RuleResult[], total: bigint): RuleRows {
  const toRow = (rule: RuleResult): RuleRow => rowOf(rule, total);
  const broken = rules.filter((rule) => rule.verdict !== 'allow');
  const passing = rules.filter((rule) => rule.verdict === 'allow');
  const fee = passing.filter((rule) => rule.rule === 'fee');
  const rest = passing.filter((rule) => rule.rule !== 'fee');
  return {
    shown: [...broken, ...fee].map(toRow),
    rest: rest.map(toRow),
    passing: passing.length,
    total: rules.length,
  };
}
