// Policy: what a node relays, in Bitcoin Core's words: form, dust, fees, finality, BIP-68, BIP-125. Sources: policy.cpp, validation.cpp, rbf.cpp.
import type { Transaction } from 'bitcoinjs-lib';

export class Rejected extends Error {
  override readonly name = 'Rejected';
}
const reject = (why: string): never => {
  throw new Rejected(why);
};

/** sat per 1,000 vB, as Bitcoin Core 30 has it. */
export const MIN_RELAY_RATE = 100n;
export const INCREMENTAL_RATE = 100n;
const DUST_RATE = 3_000n;
const MAX_STANDARD_WEIGHT = 400_000;
const LOCKTIME_THRESHOLD = 500_000_000;
const MAX_EVICTED = 100;
const MAX_MONEY = 21_000_000n * 100_000_000n;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const feeAt = (rate: bigint, vsize: number): bigint => (BigInt(vsize) * rate + 999n) / 1_000n;

function dustLimit(script: string): bigint {
  const bytes = script.length / 2;
  const segwit = /^(0014.{40}|0020.{64}|5120.{64})$/.test(script);
  return feeAt(DUST_RATE, 8 + 1 + bytes + 32 + 4 + 1 + (segwit ? 26 : 107) + 4);
}

const STANDARD = /^(76a914.{40}88ac|a914.{40}87|0014.{40}|0020.{64}|5120.{64}|6a.{0,164})$/;

/** What can be said of a transaction without knowing what it spends. */
export function checkForm(transaction: Transaction): void {
  if (transaction.ins.length === 0) reject('bad-txns-vin-empty');
  if (transaction.outs.length === 0) reject('bad-txns-vout-empty');
  if (transaction.isCoinbase()) reject('coinbase');
  if (transaction.version < 1 || transaction.version > 3) reject('version');
  if (transaction.weight() > MAX_STANDARD_WEIGHT) reject('tx-size');
  const points = transaction.ins.map(({ hash, index }) => `${hex(hash)}:${index}`);
  if (new Set(points).size !== points.length) reject('bad-txns-inputs-duplicate');
  let sum = 0n;
  for (const { script, value } of transaction.outs) {
    const text = hex(script);
    if (value < 0n || value > MAX_MONEY) reject('bad-txns-vout-toolarge');
    if (!STANDARD.test(text)) reject('scriptpubkey');
    if (!text.startsWith('6a') && value < dustLimit(text)) reject('dust');
    sum += value;
  }
  if (sum > MAX_MONEY) reject('bad-txns-txouttotal-toolarge');
}

/** `nextHeight`: of the block it would be in; `time`: median time past, taken as the tip's. */
export function checkFinality(
  transaction: Transaction,
  coins: readonly { readonly height: number | null; readonly time: number }[],
  nextHeight: number,
  time: number,
): void {
  const { locktime } = transaction;
  const enforced = transaction.ins.some(({ sequence }) => sequence !== 0xffff_ffff);
  const reached = locktime < LOCKTIME_THRESHOLD ? locktime < nextHeight : locktime < time;
  if (enforced && locktime !== 0 && !reached) reject('non-final');
  if (transaction.version < 2) return;
  for (const [at, { sequence }] of transaction.ins.entries()) {
    if (sequence >= 0x8000_0000) continue;
    const coin = coins[at];
    const wait = sequence & 0xffff;
    const timed = (sequence & 0x0040_0000) !== 0;
    const late = timed
      ? time < (coin?.time ?? time) + wait * 512
      : nextHeight < (coin?.height ?? nextHeight) + wait;
    if (wait > 0 && late) reject('non-BIP68-final');
  }
}

export function checkFee(fee: bigint, vsize: number): void {
  if (fee < 0n) reject('bad-txns-in-belowout');
  const least = feeAt(MIN_RELAY_RATE, vsize);
  if (fee < least) reject(`min relay fee not met, ${fee} < ${least}`);
}

export type Contender = { readonly fee: bigint; readonly vsize: number };

/** BIP-125, rules 1 to 5. `direct`: what spends the same coins; `evicted`: that and all that stands on it. */
export function checkReplacement(
  candidate: Contender & { readonly newUnconfirmed: boolean },
  direct: readonly (Contender & { readonly signals: boolean })[],
  evicted: readonly Contender[],
): void {
  if (direct.some(({ signals }) => !signals)) reject('txn-mempool-conflict');
  if (candidate.newUnconfirmed) reject('replacement-adds-unconfirmed');
  if (evicted.length > MAX_EVICTED) reject('too many potential replacements');
  const rate = ({ fee, vsize }: Contender): bigint => (fee * 1_000_000n) / BigInt(vsize);
  if (direct.some((one) => rate(candidate) <= rate(one)))
    reject('insufficient fee, rejecting replacement; new feerate is not higher');
  const before = evicted.reduce((sum, { fee }) => sum + fee, 0n);
  if (candidate.fee < before)
    reject('insufficient fee, rejecting replacement, less fees than conflicting txs');
  if (candidate.fee - before < feeAt(INCREMENTAL_RATE, candidate.vsize))
    reject('insufficient fee, rejecting replacement, not enough additional fees to relay');
}
