// Fee bump: a transaction that is stuck is replaced by one that pays more (BIP-125), or pulled along by a child (CPFP).
// Only a replacement can take a payment's place; a child never cancels anything.
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { sat, type Sat } from '../../shared/domain/sat.ts';
import type { SatPerKvb } from '../../shared/domain/treasury.ts';
import type { DerivedScript, SpendPlan } from './account-scripts.ts';
import { byAge, outpointText, sumOf, type Coin } from './coins.ts';
import type { Draft } from './draft.ts';
import { balance, type SelectionRefusal, type SpendRequest } from './selection.ts';
import { feeFor, rateOf, transactionWeight, vsizeOf } from './weights.ts';

/** BIP-125, rule 4: a replacement pays for its own relay on top. Bitcoin Core 30 asks for a tenth of it; older nodes for this. */
const INCREMENTAL_RATE = 1_000;
const FINAL_SEQUENCE = 0xffff_fffe;

export type BumpRefusal = SelectionRefusal | 'not_replaceable' | 'not_more' | 'not_needed';

export type BumpRequest = {
  /** What is out there now. */
  readonly stuck: Draft;
  readonly rate: SatPerKvb;
  /** Confirmed coins that may be added where the change does not suffice (BIP-125, rule 2: no new unconfirmed ones). */
  readonly coins: readonly Coin[];
  readonly change: DerivedScript;
  readonly plan: SpendPlan;
  /** Fees of transactions that spend an output of the stuck one: they go with it, and rule 3 wants them paid too. */
  readonly descendantFees?: Sat;
  /** Take the difference from the only payment (a sweep), instead of from change. */
  readonly shrink?: boolean;
};

/** The least fee that replaces `stuck` with a transaction of `vsize`. */
export const leastReplacementFee = (stuck: Draft, vsize: number, descendantFees: bigint = 0n): Sat =>
  sat(stuck.fee + descendantFees + feeFor(vsize, INCREMENTAL_RATE));

export function bumpByReplacement(request: BumpRequest): Result<Draft, BumpRefusal> {
  const { stuck, rate } = request;
  if (stuck.inputs.every(({ sequence }) => sequence >= FINAL_SEQUENCE))
    return refuse(
      'not_replaceable',
      'This transaction did not say that it may be replaced. A child can speed it up.',
    );
  if (rate <= stuck.effectiveRate)
    return refuse(
      'not_more',
      `The rate must be above ${stuck.effectiveRate / 1_000} sat/vB, which it pays already.`,
    );
  const feeOf = (vsize: number): Sat => {
    const [wanted, least] = [feeFor(vsize, rate), leastReplacementFee(stuck, vsize, request.descendantFees)];
    return wanted > least ? wanted : least;
  };
  const before = stuck.inputs.map(({ coin }) => coin);
  const payments = stuck.outputs.filter(({ change }) => change === null);
  const [only] = payments;
  if (!only) return refuse('no_payment', 'There is no payment in it. Pull it along with a child instead.');
  const asked: SpendRequest = {
    coins: before,
    choice: 'manual',
    payments: payments.map(({ script, value }) => ({ script, amount: value })),
    rate,
    change: request.change,
    plan: request.plan,
    lockTime: stuck.lockTime,
  };
  if (request.shrink === true) {
    if (payments.length > 1) return refuse('no_payment', 'Only a single payment can be made smaller.');
    const vsize = vsizeOf(
      transactionWeight(
        before.map(() => request.plan.inputWeight),
        [only.script],
      ),
    );
    const value = sumOf(before) - feeOf(vsize);
    if (value <= 0n) return refuse('insufficient', 'The fee would take all of it.');
    return balance(asked, before, [{ script: only.script, value: sat(value) }], feeOf);
  }
  const taken = new Set(before.map((coin) => outpointText(coin)));
  const more = request.coins
    .filter((coin) => coin.height !== null && !taken.has(outpointText(coin)))
    .toSorted(byAge);
  return growing(asked, before, more, payments, feeOf);
}

export type ChildRequest = {
  /** Outputs of the stuck transaction that are ours. */
  readonly stuck: readonly Coin[];
  readonly parent: { readonly vsize: number; readonly fee: Sat };
  /** What parent and child shall pay together. */
  readonly rate: SatPerKvb;
  readonly coins: readonly Coin[];
  readonly to: DerivedScript;
  readonly plan: SpendPlan;
  readonly lockTime?: number;
};

/** Spends our outputs of the stuck transaction to ourselves at such a fee that both together pay `rate`. */
export function bumpByChild(request: ChildRequest): Result<Draft, BumpRefusal> {
  const { parent, rate, to } = request;
  if (request.stuck.length === 0)
    return refuse('no_coins', 'No output of this transaction is ours, so no child can pull it along.');
  if (rateOf(parent.fee, parent.vsize) >= rate) return refuse('not_needed', 'It pays this rate already.');
  // A child that pays less than the parent would be left behind itself.
  const feeOf = (vsize: number): Sat => {
    const together = feeFor(parent.vsize + vsize, rate) - parent.fee;
    const own = feeFor(vsize, rate);
    return sat(together > own ? together : own);
  };
  const asked: SpendRequest = {
    coins: request.stuck,
    choice: 'manual',
    payments: [],
    rate,
    change: to,
    plan: request.plan,
    ...(request.lockTime === undefined ? {} : { lockTime: request.lockTime }),
  };
  const more = request.coins.filter((coin) => coin.height !== null).toSorted(byAge);
  const draft = growing(asked, request.stuck, more, [], feeOf, 1);
  return draft.ok ? ok({ ...draft.value, targetRate: rate }) : draft;
}

function growing(
  asked: SpendRequest,
  base: readonly Coin[],
  more: readonly Coin[],
  payments: readonly { readonly script: string; readonly value: Sat }[],
  feeOf: (vsize: number) => Sat,
  leastOutputs = 0,
): Result<Draft, BumpRefusal> {
  let last: Result<Draft, BumpRefusal> = refuse('insufficient', 'The coins do not cover the fee.');
  for (let count = 0; count <= more.length; count += 1) {
    const draft = balance(asked, [...base, ...more.slice(0, count)], payments, feeOf);
    if (draft.ok && draft.value.outputs.length >= leastOutputs) return draft;
    if (!draft.ok && draft.code !== 'insufficient') return draft;
    if (!draft.ok) last = draft;
  }
  return last;
}
