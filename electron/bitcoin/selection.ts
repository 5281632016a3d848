// Selection: which coins pay, what the fee is and whether there is change. Pure and deterministic: same coins, same draft.
// Sources: BIP-125, BIP-69 (order), Bitcoin Core policy.cpp (dust); the privacy rule is ours: join as few separate identities as can be.
import { refuse, ok, type Result } from '../../shared/domain/result.ts';
import { sat, type Sat } from '../../shared/domain/sat.ts';
import { FEE_RATE_RANGE, type CoinChoice, type SatPerKvb } from '../../shared/domain/treasury.ts';
import type { DerivedScript, SpendPlan } from './account-scripts.ts';
import { byAge, clustersOf, mergeWarning, outpointText, sumOf, type Coin } from './coins.ts';
import { RBF_SEQUENCE, type Draft, type DraftOutput, type Payment } from './draft.ts';
import { dustLimit, feeFor, rateOf, transactionWeight, vsizeOf } from './weights.ts';

export type SpendRequest = {
  /** Coins that may be used: confirmed ones, and unconfirmed ones of our own making where the operator allows it. */
  readonly coins: readonly Coin[];
  readonly choice: CoinChoice;
  /** Null amount: everything the chosen coins hold, less the fee, to the one payment. */
  readonly payments: readonly (Omit<Payment, 'amount'> & { readonly amount: Sat | null })[];
  readonly rate: SatPerKvb;
  /** Where change goes: an address of the account that was never used. */
  readonly change: DerivedScript;
  readonly plan: SpendPlan;
  /** Height of the tip, so that a transaction is worth nothing to a miner who reorganises (as Bitcoin Core does); 0: none. */
  readonly lockTime?: number;
};

export type SelectionRefusal =
  'no_payment' | 'no_coins' | 'insufficient' | 'dust' | 'bad_rate' | 'too_many_coins';

/** A standard transaction weighs at most 400,000 (Bitcoin Core); this also keeps signing on a device within minutes. */
const MAX_WEIGHT = 400_000;

export function draftSpend(request: SpendRequest): Result<Draft, SelectionRefusal> {
  const { payments, rate } = request;
  const [first] = payments;
  if (!first) return refuse('no_payment', 'There is nobody to pay yet.');
  if (!Number.isInteger(rate) || rate < FEE_RATE_RANGE.min || rate > FEE_RATE_RANGE.max)
    return refuse('bad_rate', 'The fee rate must lie between 0.1 and 1,000 sat/vB.');
  if (request.coins.length === 0) return refuse('no_coins', 'There is no coin to spend.');
  const all = payments.filter(({ amount }) => amount === null);
  if (all.length > 1 || (all.length === 1 && payments.length > 1))
    return refuse('no_payment', 'Only one payment can take everything.');
  if (all.length === 1) return draftAll(request, first.script);
  for (const { script, amount } of payments)
    if (amount !== null && amount < dustLimit(script))
      return refuse('dust', `Nothing below ${dustLimit(script)} sats is relayed to this address.`);
  return choose(request);
}

const weightsOf = ({ plan }: SpendRequest, coins: readonly Coin[]): readonly number[] =>
  coins.map(() => plan.inputWeight);

function draftAll(request: SpendRequest, script: string): Result<Draft, SelectionRefusal> {
  const coins = request.coins.toSorted(byAge);
  const vsize = vsizeOf(transactionWeight(weightsOf(request, coins), [script]));
  const value = sumOf(coins) - feeFor(vsize, request.rate);
  if (value < dustLimit(script))
    return refuse('insufficient', 'After the fee too little would be left to send.');
  return finish(request, coins, [{ script, value: sat(value), change: null }]);
}

/** How many coins in a row are tried: grows the set until it suffices, then stops. */
function choose(request: SpendRequest): Result<Draft, SelectionRefusal> {
  switch (request.choice) {
    case 'manual':
      return pay(request, request.coins.toSorted(byAge));
    case 'oldest':
      return growing(request, request.coins.toSorted(byAge));
    case 'privacy':
      return fewestLinks(request);
  }
}

function growing(request: SpendRequest, order: readonly Coin[]): Result<Draft, SelectionRefusal> {
  const wanted = sumOf(paymentsOf(request));
  let held = 0n;
  let last: Result<Draft, SelectionRefusal> = short(request, order);
  for (const [at, coin] of order.entries()) {
    held += coin.value;
    // Fees are only reckoned once the amount alone is there: with thousands of coins this is what takes the time.
    if (held <= wanted) continue;
    last = pay(request, order.slice(0, at + 1));
    if (last.ok || last.code !== 'insufficient') return last;
  }
  return last;
}

/** One identity if one suffices (the one that leaves least behind), otherwise the largest ones first, so that few are joined. */
function fewestLinks(request: SpendRequest): Result<Draft, SelectionRefusal> {
  const clusters = clustersOf(request.coins);
  const alone = clusters
    .map((cluster) => growing(request, cluster))
    .flatMap((draft) => (draft.ok ? [draft.value] : []))
    .toSorted((a, b) => leftOver(a) - leftOver(b) || a.inputs.length - b.inputs.length || compareFirst(a, b));
  if (alone[0]) return ok(alone[0]);
  const byWorth = clusters.toSorted((a, b) => {
    const difference = sumOf(b) - sumOf(a);
    return difference === 0n ? byAge(a[0] as Coin, b[0] as Coin) : difference > 0n ? 1 : -1;
  });
  let coins: readonly Coin[] = [];
  let last = short(request, request.coins);
  for (const cluster of byWorth) {
    // The ones that had to be joined are joined whole: what is linked already costs no privacy.
    const grown = growing(request, [...coins, ...cluster]);
    coins = [...coins, ...cluster];
    if (grown.ok || grown.code !== 'insufficient') return grown;
    last = grown;
  }
  return last;
}

const leftOver = (draft: Draft): number =>
  Number(draft.outputs.reduce((sum, { change, value }) => (change ? sum + value : sum), 0n));
const compareFirst = (a: Draft, b: Draft): number => {
  const [one, other] = [a.inputs[0]?.coin, b.inputs[0]?.coin];
  return one && other ? byAge(one, other) : 0;
};

const paymentsOf = ({ payments }: SpendRequest): readonly { script: string; value: Sat }[] =>
  payments.map(({ script, amount }) => ({ script, value: amount ?? sat(0n) }));

function short(request: SpendRequest, coins: readonly Coin[]): Result<Draft, SelectionRefusal> {
  const wanted = sumOf(paymentsOf(request));
  return refuse(
    'insufficient',
    `The coins that may be used hold ${sumOf(coins)} sats; the payment takes ${wanted} and its fee.`,
  );
}

/** Exactly these coins. */
const pay = (request: SpendRequest, coins: readonly Coin[]): Result<Draft, SelectionRefusal> =>
  balance(request, coins, paymentsOf(request), (vsize) => feeFor(vsize, request.rate));

/** Exactly these coins and payments, whatever remains to change where it is worth relaying. `feeOf` grows with its vsize. */
export function balance(
  request: SpendRequest,
  coins: readonly Coin[],
  payments: readonly { readonly script: string; readonly value: Sat }[],
  feeOf: (vsize: number) => Sat,
): Result<Draft, SelectionRefusal> {
  const scripts = payments.map(({ script }) => script);
  const weights = weightsOf(request, coins);
  const left = sumOf(coins) - sumOf(payments);
  const changeless = feeOf(vsizeOf(transactionWeight(weights, scripts)));
  if (left < changeless) return short(request, coins);
  const { script } = request.change;
  const withChange = feeOf(vsizeOf(transactionWeight(weights, [...scripts, script])));
  const change = left - withChange;
  const outputs: readonly DraftOutput[] = payments.map((payment) => ({ ...payment, change: null }));
  return finish(
    request,
    coins,
    // Smaller change than the dust limit is not relayed: it goes to the miner, and is shown.
    change >= dustLimit(script)
      ? [...outputs, { script, value: sat(change), change: request.change }]
      : outputs,
  );
}

function finish(
  request: SpendRequest,
  coins: readonly Coin[],
  outputs: readonly DraftOutput[],
): Result<Draft, SelectionRefusal> {
  const weight = transactionWeight(
    weightsOf(request, coins),
    outputs.map(({ script }) => script),
  );
  if (weight > MAX_WEIGHT)
    return refuse(
      'too_many_coins',
      'This takes more coins than fit into one transaction. Send less, or gather coins first.',
    );
  const vsize = vsizeOf(weight);
  const fee = sat(sumOf(coins) - sumOf(outputs));
  return ok({
    inputs: coins
      .toSorted(byOutpoint)
      .map((coin) => ({ coin, sequence: request.plan.sequence ?? RBF_SEQUENCE })),
    outputs: outputs.toSorted(byValue),
    fee,
    vsize,
    targetRate: request.rate,
    effectiveRate: rateOf(fee, vsize),
    lockTime: Math.max(request.lockTime ?? 0, request.plan.lockTime ?? 0),
    merge: mergeWarning(coins),
  });
}

/** BIP-69: the order says nothing about which output is the change. */
const byOutpoint = (a: Coin, b: Coin): number =>
  a.txid === b.txid ? a.index - b.index : outpointText(a) < outpointText(b) ? -1 : 1;
const byValue = (a: DraftOutput, b: DraftOutput): number =>
  a.value === b.value ? (a.script < b.script ? -1 : a.script > b.script ? 1 : 0) : a.value < b.value ? -1 : 1;
