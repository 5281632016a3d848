// What the rules are given: one request and everything measured about the world at one moment. Values only; no I/O behind them.
import type { NodeKey } from '../../../shared/domain/ids.ts';
import type { Msat } from '../../../shared/domain/money.ts';
import type { Network } from '../../../shared/domain/network.ts';
import type { ClosedReason } from '../../../shared/domain/gate-state.ts';
import type { RuleName, RuleResult, RuleUnit, Verdict } from '../../../shared/domain/decision.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';

/** A payment to judge. */
export type Ask = {
  readonly amount: Msat;
  /** What the node will be allowed to pay in fees; see `feeLimitFor`. */
  readonly feeLimit: Msat;
  /** null: the invoice could not be read at all. */
  readonly destination: NodeKey | null;
  readonly network: Network | null;
  readonly invoiceExpiresAt: UnixSeconds | null;
};

export type Facts = {
  /** The network of the agent's node; null when the node was removed. */
  readonly network: Network | null;
  readonly ownNodes: ReadonlySet<string>;
  /** Settled plus reserved in the window, without this request. */
  readonly agentOutflow: Msat;
  readonly fleetOutflow: Msat;
  readonly fleetLimit: Msat | null;
  /** Without this request. */
  readonly inFlight: { readonly msat: Msat; readonly count: number };
  /** With this request. */
  readonly rate: { readonly lastMinute: number; readonly lastHour: number };
  readonly spendable: Msat;
  readonly paidBefore: boolean;
  /** A known destination that this one imitates; null when none does. */
  readonly lookalikeOf: string | null;
  readonly agentFrozen: boolean;
  readonly fleetFrozen: boolean;
  /** Every reason for which the gate, or this agent's node, is closed. */
  readonly closed: readonly ClosedReason[];
};

type Figures = {
  readonly unit?: RuleUnit;
  readonly measured?: bigint | number;
  readonly limit?: bigint | number;
  readonly note?: string;
};

export const result = (
  rule: RuleName,
  verdict: Verdict,
  { unit = 'none', measured, limit, note = '' }: Figures = {},
): RuleResult => ({
  rule,
  verdict,
  unit,
  measured: measured === undefined ? null : measured.toString(),
  limit: limit === undefined ? null : limit.toString(),
  note,
});

/** `broken` names the consequence, a keeping rule allows. */
export const check = (rule: RuleName, keeps: boolean, broken: Verdict, figures?: Figures): RuleResult =>
  result(rule, keeps ? 'allow' : broken, figures);
