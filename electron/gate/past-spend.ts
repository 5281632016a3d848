// Past spend: one payment as it was asked for, judged and carried out, with all that another policy needs to judge it anew.
import type { RuleResult, Verdict } from '../../shared/domain/decision.ts';
import type { NodeKey, PaymentHash, SpendId } from '../../shared/domain/ids.ts';
import type { Msat } from '../../shared/domain/money.ts';
import type { SpendState } from '../../shared/domain/spend.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Measured } from './measured.ts';

export type PastSpend = {
  readonly id: SpendId;
  readonly paymentHash: PaymentHash;
  readonly destination: NodeKey;
  readonly amount: Msat;
  readonly feeLimit: Msat;
  /** Real fee, once settled. */
  readonly fee: Msat | null;
  readonly state: SpendState;
  readonly byHand: boolean;
  readonly askedAt: UnixSeconds;
  readonly invoiceExpiresAt: UnixSeconds;
  readonly holdExpiresAt: UnixSeconds | null;
  readonly reservedAt: UnixSeconds | null;
  readonly endedAt: UnixSeconds | null;
  readonly countedAt: UnixSeconds | null;
  /** What was decided when it was asked for. */
  readonly verdict: Verdict;
  /** Only rules that hold broke, but too many payments waited already. */
  readonly crowded: boolean;
  readonly measured: Measured;
  /** What broke then and no policy decides: the destination itself, a freeze, a closed gate. */
  readonly world: readonly RuleResult[];
};
