// The judge: invariants I1 to I10 of docs/crash-test.md, from the node's books and the relays' transcript. What the wallet says of itself
// enters only where the invariant is about that: its budget, its log.
import type { Htlc } from '../node/books.ts';
import type { Exchange } from './transcript.ts';

const DAY_MS = 86_400_000;
const SAT = 1_000n;

export type Case = {
  readonly htlcs: readonly Htlc[];
  readonly exchanges: readonly Exchange[];
  /** Payment hash of an invoice text; undefined for what is none of ours. */
  readonly hashOf: (invoice: string) => string | undefined;
  /** msat */
  readonly limits: { readonly single: bigint; readonly daily: bigint; readonly fleet: bigint };
  /** By agent, where a scenario gave it another daily limit; the highest it ever had. */
  readonly dailyOf: ReadonlyMap<string, bigint>;
  /** Hashes a person approved. */
  readonly byHand: ReadonlySet<string>;
  /** True times between which the stop switch was acknowledged and not lifted. */
  readonly stops: readonly { readonly from: number; readonly to: number }[];
  /** msat the wallet still counts as used per agent, after everything has ended; absent when it cannot say. */
  readonly used: ReadonlyMap<string, bigint>;
  /** What its log says; absent when it has none. */
  readonly log?: { readonly fault: string | null; readonly chains: ReadonlyMap<string, number> };
  /** True time of the verdict, milliseconds. */
  readonly now: number;
};

export type Verdict = {
  readonly limit: bigint;
  /** The most that left in any 24 hours: of the agent nearest to or furthest over its limit, or of the fleet if that binds. */
  readonly left: bigint;
  readonly over: bigint;
  readonly paidTwice: number;
  /** msat counted as used although nothing is in flight and nothing left. */
  readonly stuck: bigint;
  readonly faults: readonly string[];
};

type Out = { readonly at: number; readonly cost: bigint; readonly agent: string; readonly hash: string };

export function judge(given: Case): Verdict {
  const askedBy = new Map<string, string>();
  for (const { agent, invoice } of given.exchanges) {
    const hash = given.hashOf(invoice);
    if (hash !== undefined && !askedBy.has(hash)) askedBy.set(hash, agent);
  }
  const faults: string[] = [];
  // Counted at its departure and again at its end, and the worse of the two days is held against the wallet.
  const costed = (at: (htlc: Htlc) => number): readonly Out[] =>
    given.htlcs
      .filter(({ outcome }) => outcome !== 'failed')
      .map((htlc) => ({
        at: at(htlc),
        cost: htlc.amount + htlc.fee,
        agent: askedBy.get(htlc.hash) ?? 'nobody',
        hash: htlc.hash,
      }));
  const outs = costed(({ endedAt, offeredAt }) => endedAt ?? offeredAt);
  const departures = costed(({ offeredAt }) => offeredAt);
  const byPolicy = (all: readonly Out[]) => all.filter(({ hash }) => !given.byHand.has(hash));
  const worst = (which: (out: Out) => boolean): bigint =>
    [outs, departures]
      .map((list) => worstDay(byPolicy(list).filter(which)))
      .reduce((most, one) => (one > most ? one : most));

  let binding = { limit: given.limits.fleet, left: worst(() => true) };
  let over = excess(binding.left, binding.limit);
  if (over > 0n)
    faults.push(`I2: ${sats(binding.left)} left the fleet in 24 hours, limit ${sats(binding.limit)}`);
  for (const agent of new Set(outs.map((out) => out.agent))) {
    const limit = given.dailyOf.get(agent) ?? given.limits.daily;
    const left = worst((out) => out.agent === agent);
    const tooMuch = excess(left, limit);
    if (tooMuch > 0n)
      faults.push(`I1: ${sats(left)} left through ${agent} in 24 hours, limit ${sats(limit)}`);
    if (tooMuch > over || (over === 0n && left * binding.limit > binding.left * limit))
      [binding, over] = [{ limit, left }, tooMuch];
  }
  const approved = outs
    .filter(({ hash }) => given.byHand.has(hash))
    .reduce((sum, { cost }) => sum + cost, 0n);
  if (askedBy.size > 0 && outs.some(({ agent }) => agent === 'nobody'))
    faults.push('I8: a payment left that nobody asked for');

  const paidTwice = checkEachPayment(given, outs, faults);
  checkAnswers(given, faults);
  const stuck = checkBudgets(given, outs, faults);
  checkLog(given, outs, faults);
  for (const { offeredAt, hash } of given.htlcs)
    if (given.stops.some(({ from, to }) => offeredAt > from && offeredAt < to))
      faults.push(`I9: ${hash.slice(0, 8)} left after the stop was acknowledged`);
  // What a person approved is shown as it raises both sides.
  return { limit: binding.limit + approved, left: binding.left + approved, over, paidTwice, stuck, faults };
}

const excess = (left: bigint, limit: bigint): bigint => (left > limit ? left - limit : 0n);
const sats = (msat: bigint): string =>
  `${msat / SAT}${msat % SAT === 0n ? '' : `.${String(msat % SAT).padStart(3, '0')}`} sat`;

/** The most in any interval of 24 hours, both ends included. */
function worstDay(outs: readonly Out[]): bigint {
  const sorted = [...outs].sort((a, b) => a.at - b.at);
  let most = 0n;
  let sum = 0n;
  let first = 0;
  for (const { at, cost } of sorted) {
    sum += cost;
    // Whole seconds, as every wallet counts: the interval is closed.
    while ((sorted[first]?.at ?? at) < at - DAY_MS) sum -= sorted[first++]?.cost ?? 0n;
    if (sum > most) most = sum;
  }
  return most;
}

/** I3 and I4; how many hashes settled more than once. */
function checkEachPayment(given: Case, outs: readonly Out[], faults: string[]): number {
  const costs = new Map<string, bigint>();
  const sends = new Map<string, Set<number>>();
  for (const { hash, cost } of outs) costs.set(hash, (costs.get(hash) ?? 0n) + cost);
  for (const { hash, send, outcome } of given.htlcs)
    if (outcome !== 'failed') sends.set(hash, (sends.get(hash) ?? new Set()).add(send));
  for (const [hash, cost] of costs)
    if (cost > given.limits.single && !given.byHand.has(hash))
      faults.push(`I3: one payment of ${sats(cost)}, cap ${sats(given.limits.single)}`);
  const twice = [...sends.values()].filter((of) => of.size > 1).length;
  if (twice > 0) faults.push(`I4: ${twice} payment hashes were paid more than once`);
  return twice;
}

/** I7: one final answer per request; a request that was paid is not answered as failed. */
function checkAnswers({ exchanges, hashOf, htlcs }: Case, faults: string[]): void {
  for (const { id, agent, invoice, answers } of exchanges) {
    const finals = new Set(answers.filter(({ isFinal }) => isFinal).map(({ text }) => text));
    if (finals.size > 1)
      faults.push(`I7: ${agent} got ${finals.size} different final answers to ${id.slice(0, 8)}`);
    const hash = hashOf(invoice);
    const moved = htlcs.some((htlc) => htlc.hash === hash && htlc.outcome === 'settled');
    if (moved && [...finals].some((text) => text.includes('"PAYMENT_FAILED"')))
      faults.push(`I7: ${agent} was told that a payment failed whose payee has the money`);
  }
}

/** I5 and I10, once everything has ended: what the wallet counts as used is what left in the last 24 hours. */
function checkBudgets({ used, now }: Case, outs: readonly Out[], faults: string[]): bigint {
  let stuck = 0n;
  for (const [agent, counted] of used) {
    const left = outs
      .filter((out) => out.agent === agent && out.at > now - DAY_MS)
      .reduce((sum, { cost }) => sum + cost, 0n);
    if (counted < left) faults.push(`I5: ${agent}: ${sats(left)} left, the wallet counts ${sats(counted)}`);
    if (counted > left) {
      stuck += counted - left;
      faults.push(`I10: ${agent}: ${sats(counted - left)} of headroom stay blocked`);
    }
  }
  return stuck;
}

/** I8 */
function checkLog({ log }: Case, outs: readonly Out[], faults: string[]): void {
  if (!log) return;
  if (log.fault !== null) faults.push(`I8: the log: ${log.fault}`);
  for (const hash of new Set(outs.map((out) => out.hash))) {
    const chains = log.chains.get(hash) ?? 0;
    if (chains < 1) faults.push(`I8: the log does not say who let ${hash.slice(0, 8)} out`);
  }
}
