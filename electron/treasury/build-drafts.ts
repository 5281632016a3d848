// Build drafts: the builder of drafts over electron/bitcoin: coins chosen, fees reckoned, PSBTs made, signatures verified, and the end compared.
import { Psbt, Transaction } from 'bitcoinjs-lib';
import { satsText } from '../../shared/domain/amount-text.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/domain/result.ts';
import { sat, type Sat } from '../../shared/domain/sat.ts';
import { addressOfScript, parseAddress } from '../bitcoin/address.ts';
import { coinsOf, outpointText, type Coin as BitcoinCoin } from '../bitcoin/coins.ts';
import type { Draft as BitcoinDraft } from '../bitcoin/draft.ts';
import { bumpByChild, bumpByReplacement } from '../bitcoin/fee-bump.ts';
import { buildPsbtInSteps, type PreviousTransactions } from '../bitcoin/psbt.ts';
import { readPsbt } from '../bitcoin/psbt-text.ts';
import { draftSpend } from '../bitcoin/selection.ts';
import { addSignatures, finalise, signatureCounts, signaturesIn } from '../bitcoin/signatures.ts';
import { rateOf } from '../bitcoin/weights.ts';
import type { Coin } from './account-view.ts';
import { isLive } from './account-view.ts';
import type { Builder, Ground, Prepared, Signed, WantedOutput } from './builder.ts';
import type { OpenAccount } from './cold-account.ts';
import { bitcoinDraft } from './bitcoin-draft.ts';
import type { Draft, DraftOutput, DraftPlan } from './draft.ts';

const NOTHING = 'Nothing was prepared.';

export function createBuilder(): Builder {
  return {
    prepare: async (ground, { outputs, feeRate, choice, manual }) => {
      const payments: { readonly script: string; readonly amount: Sat | null }[] = [];
      for (const { address, value } of outputs) {
        const parsed = parseAddress(address, ground.network);
        if (!parsed.ok) return parsed;
        payments.push({ script: parsed.value.script, amount: value });
      }
      const free = freeCoins(ground, choice === 'manual' ? manual : null);
      if (!free.ok) return free;
      const draft = draftSpend({
        coins: free.value,
        choice,
        payments,
        rate: feeRate,
        change: ground.account.scripts.at(ground.changeAt.change, ground.changeAt.index),
        plan: ground.account.scripts.plan(),
        lockTime: ground.tip,
      });
      if (!draft.ok) return refuse(draft.code, `${draft.message} ${NOTHING}`);
      const takesAll = payments.some(({ amount }) => amount === null);
      return prepared(ground, draft.value, outputs, takesAll);
    },

    replace: async (ground, original, feeRate) => {
      const stuck = bitcoinDraft(ground.account, original.plan);
      const change = stuck.outputs.find((output) => output.change !== null)?.change;
      const free = freeCoins(ground, null);
      if (!free.ok) return free;
      const lost = await descendantFees(ground, original.txid);
      if (lost === null) return sourceLied();
      const replacement = bumpByReplacement({
        stuck,
        rate: feeRate,
        coins: free.value,
        // The same change address: a second one would show which output it is.
        change: change ?? ground.account.scripts.at(ground.changeAt.change, ground.changeAt.index),
        plan: ground.account.scripts.plan(),
        descendantFees: lost,
        ...(original.plan.takesAll ? { shrink: true } : {}),
      });
      if (!replacement.ok) return refuse(replacement.code, `${replacement.message} ${NOTHING}`);
      const labels = original.plan.outputs.map(({ address, value, label }) => ({ address, value, label }));
      return prepared(ground, replacement.value, labels, original.plan.takesAll);
    },

    child: async (ground, parent, feeRate) => {
      if (parent.fee === null)
        return refuse('unknown_fee', `The chain source does not tell what this transaction pays. ${NOTHING}`);
      // SECURITY: the child pays for every byte of its parent: how large that is is counted, not told.
      const vsize = (await ownRead(ground, parent.txid))?.virtualSize() ?? Infinity;
      if (vsize < parent.vsize || vsize > LARGEST_VSIZE) return sourceLied();
      const all = bitcoinCoins(ground);
      const mine = ground.coins.filter(({ txid, state }) => txid === parent.txid && state === 'pending');
      const free = freeCoins(ground, null);
      if (!free.ok) return free;
      const child = bumpByChild({
        stuck: mine.flatMap(({ outpoint }) => all.get(outpoint) ?? []),
        parent: { vsize, fee: parent.fee },
        rate: feeRate,
        coins: free.value,
        to: ground.account.scripts.at(ground.changeAt.change, ground.changeAt.index),
        plan: ground.account.scripts.plan(),
        lockTime: ground.tip,
      });
      if (!child.ok) return refuse(child.code, `${child.message} ${NOTHING}`);
      return prepared(ground, child.value, [], false);
    },

    sign: (account, draft, signatures) => {
      const approved = bitcoinDraft(account, draft.plan);
      const added = addSignatures(draft.psbt, approved, account.network, signatures);
      return added.ok ? completed(account, draft, added.value) : added;
    },

    merge: (account, draft, text) => {
      const read = readPsbt(Buffer.from(text, 'latin1'));
      if (!read.ok) return refuse(read.code, `${read.message} Nothing was changed.`);
      const approved = bitcoinDraft(account, draft.plan);
      const found = signaturesIn(read.value, approved, account.network);
      if (!found.ok) return found;
      const added = addSignatures(draft.psbt, approved, account.network, found.value);
      return added.ok ? completed(account, draft, added.value) : added;
    },

    signatures: (account, draft) => countOf(account, draft.psbt),

    compare: (account, draft, raw) => {
      // From the signatures anew, so that a final transaction that was exchanged in the file between is seen.
      const again = finalise(draft.psbt, bitcoinDraft(account, draft.plan), account.scripts);
      if (!again.ok) return again;
      return again.value.raw === raw && again.value.txid === draft.txid
        ? ok(true)
        : refuse(
            'another_transaction',
            'The transaction that lies here is not the one that was approved. Nothing was sent. Discard it and prepare it anew.',
          );
    },
  };
}

function completed(account: OpenAccount, draft: Draft, psbt: string): Result<Signed> {
  const signatures = countOf(account, psbt);
  const final = finalise(psbt, bitcoinDraft(account, draft.plan), account.scripts);
  if (final.ok) {
    if (final.value.txid !== draft.txid)
      return refuse(
        'another_transaction',
        'The signed transaction is not the one that was approved. Nothing was sent.',
      );
    return ok({ psbt, signatures, raw: final.value.raw });
  }
  // Of several keys the others may still be missing; of one key nothing may be.
  return final.code === 'not_complete' && account.type === 'policy'
    ? ok({ psbt, signatures, raw: null })
    : final;
}

function countOf(account: OpenAccount, psbt: string): Signed['signatures'] {
  const counts = signatureCounts(psbt, account.scripts);
  return {
    have: Math.min(...counts.map(({ have }) => have)),
    needed: Math.max(...counts.map(({ need }) => need)),
  };
}

/** Every coin with the identities it is known by, by outpoint. */
function bitcoinCoins({
  account,
  network,
  transactions,
  owned,
  nameOf,
}: Ground): ReadonlyMap<string, BitcoinCoin> {
  const live = transactions.filter(isLive);
  const paid = new Set(live.flatMap(({ outputs }) => outputs.map(({ script }) => script)));
  const scripts = [...owned]
    .filter(([script]) => paid.has(script))
    .map(([, { change, index }]) => account.scripts.at(change, index));
  const coins = coinsOf({ network, scripts, transactions: live }, (outpoint, script) =>
    nameOf(outpointText(outpoint), script.address),
  );
  return new Map(coins.map((coin) => [outpointText(coin), coin]));
}

/** What may be spent: all that is deep enough; by hand exactly these, and also what is not deep enough yet. */
function freeCoins(ground: Ground, manual: readonly string[] | null): Result<readonly BitcoinCoin[]> {
  const all = bitcoinCoins(ground);
  const pick = (coins: readonly Coin[]): readonly BitcoinCoin[] =>
    coins.flatMap(({ outpoint }) => all.get(outpoint) ?? []);
  if (manual === null) return ok(pick(ground.coins.filter(({ state }) => state === 'confirmed')));
  const chosen: Coin[] = [];
  for (const outpoint of new Set(manual)) {
    const coin = ground.coins.find((other) => other.outpoint === outpoint);
    if (!coin || (coin.state !== 'confirmed' && coin.state !== 'pending'))
      return refuse(
        'coin_not_free',
        `The coin ${outpoint.slice(0, 12)}…${outpoint.slice(-4)} cannot be spent now: ${coin ? WHY[coin.state] : 'it is not there any more'}. ${NOTHING}`,
      );
    chosen.push(coin);
  }
  return ok(pick(chosen));
}

const WHY: Readonly<Record<Coin['state'], string>> = {
  confirmed: 'it is free',
  pending: 'it is not deep enough',
  spending: 'another draft holds it',
  frozen: 'it is frozen',
  conflicted: 'it lost to another spend',
};

/** Standard transactions weigh at most 400,000 (Bitcoin Core); nothing larger waits in a mempool. */
const LARGEST_VSIZE = 100_000;
/** Inputs of a transaction that depends on ours whose coins are looked up. */
const MOST_INPUTS = 200;

/** undefined: what the source gives is no transaction, or another one. */
async function ownRead({ source }: Ground, txid: string): Promise<Transaction | undefined> {
  const raw = await source.rawTransaction(txid);
  try {
    const transaction = Transaction.fromHex(raw);
    return transaction.getId() === txid ? transaction : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Fees of our own transactions that spend what this one made: they go with it when it is replaced, and it pays for them (BIP-125, rule 3).
 * SECURITY: reckoned from the transactions themselves, by their ids; a fee that is only told would be paid out of cold money.
 */
async function descendantFees(ground: Ground, txid: string): Promise<Sat | null> {
  let all = 0n;
  for (const other of ground.transactions)
    if (isLive(other) && other.inputs.some((input) => input.txid === txid)) {
      const fee = await feeOf(ground, other.txid, txid);
      if (fee === null) return null;
      all += fee;
    }
  return sat(all);
}

/** null: it does not spend from `parent`, or does not add up. */
async function feeOf(ground: Ground, txid: string, parent: string): Promise<bigint | null> {
  const transaction = await ownRead(ground, txid);
  if (!transaction || transaction.ins.length > MOST_INPUTS) return null;
  const spent = transaction.ins.map(({ hash, index }) => ({
    txid: Buffer.from(hash).reverse().toString('hex'),
    index,
  }));
  if (!spent.some((input) => input.txid === parent)) return null;
  let fee = transaction.outs.reduce((sum, { value }) => sum - value, 0n);
  const sources = new Map<string, Transaction | undefined>();
  for (const input of spent) {
    if (!sources.has(input.txid)) sources.set(input.txid, await ownRead(ground, input.txid));
    const value = sources.get(input.txid)?.outs[input.index]?.value;
    if (value === undefined) return null;
    fee += value;
  }
  return fee < 0n ? null : fee;
}

async function prepared(
  ground: Ground,
  draft: BitcoinDraft,
  wanted: readonly WantedOutput[],
  takesAll: boolean,
): Promise<Result<Prepared>> {
  const previous = await previousOf(ground, draft);
  let psbt: string;
  try {
    psbt = await buildPsbtInSteps(draft, ground.network, previous);
  } catch {
    return sourceLied();
  }
  const unsigned = Psbt.fromBase64(psbt).data.globalMap.unsignedTx.toBuffer();
  const plan = planOf(ground, draft, wanted, takesAll);
  return ok({ plan, psbt, txid: Transaction.fromBuffer(unsigned).getId() });
}

const sourceLied = (): Refusal =>
  refuse(
    'source_not_honest',
    `The chain source says other things of a coin than the transaction that made it. ${NOTHING} Use another chain source; this one is broken or not honest.`,
  );

/** SECURITY: whole previous transactions, so that the device can check every amount itself; the source's word for it is not enough. */
async function previousOf({ source }: Ground, draft: BitcoinDraft): Promise<PreviousTransactions> {
  const txids = [...new Set(draft.inputs.map(({ coin }) => coin.txid))];
  const previous = new Map<string, string>();
  const worker = async (): Promise<void> => {
    for (let txid = txids.pop(); txid !== undefined; txid = txids.pop())
      previous.set(txid, await source.rawTransaction(txid));
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return previous;
}

function planOf(
  ground: Ground,
  draft: BitcoinDraft,
  wanted: readonly WantedOutput[],
  takesAll: boolean,
): DraftPlan {
  const { network, isOwn } = ground;
  const labels = new Map(
    wanted.flatMap(({ address, label }) => {
      const parsed = parseAddress(address, network);
      return parsed.ok ? [[parsed.value.script, label] as const] : [];
    }),
  );
  const outputs = draft.outputs.map(({ script, value, change }): DraftOutput => {
    const address = change?.address ?? addressOfScript(script, network) ?? script;
    return {
      address,
      script,
      value,
      kind: change ? 'change' : isOwn(script) ? 'own' : 'payment',
      label: labels.get(script) ?? '',
      place: change && { change: change.change, index: change.index },
    };
  });
  return {
    inputs: draft.inputs.map(({ coin, sequence }) => ({
      outpoint: outpointText(coin),
      value: coin.value,
      script: coin.script,
      address: coin.origin.address,
      change: coin.origin.change,
      index: coin.origin.index,
      sequence,
    })),
    outputs,
    fee: draft.fee,
    feeRate: draft.targetRate,
    effectiveFeeRate: packageRate(ground, draft),
    vsize: draft.vsize,
    lockTime: draft.lockTime,
    replaceable: draft.inputs.some(({ sequence }) => sequence < 0xffff_fffe),
    takesAll,
    warnings: warningsOf(ground, draft, outputs),
  };
}

/** With its parents that are in no block: a miner looks at all of them together. */
function packageRate({ transactions }: Ground, draft: BitcoinDraft): number {
  const parents = transactions.filter(
    ({ txid, block }) => block === null && draft.inputs.some(({ coin }) => coin.txid === txid),
  );
  const fee = parents.reduce((sum, parent) => sum + (parent.fee ?? 0n), BigInt(draft.fee));
  const size = parents.reduce((sum, { vsize }) => sum + vsize, draft.vsize);
  return Math.min(rateOf(fee, size), draft.effectiveRate);
}

function warningsOf(ground: Ground, draft: BitcoinDraft, outputs: readonly DraftOutput[]): readonly string[] {
  const warnings: string[] = [];
  const { merge } = draft;
  if (merge) {
    const named = merge.identities.map((name) => `“${name}”`).join(', ');
    const unnamed =
      merge.unnamed === 0 ? '' : `${merge.unnamed} ${merge.unnamed === 1 ? 'coin' : 'coins'} without a label`;
    warnings.push(
      `Coins that are known to separate people are spent together, which shows that they have one owner: ${[named, unnamed].filter((part) => part !== '').join(' and ')}.`,
    );
  }
  const young = ground.coins.filter(
    ({ outpoint, state }) =>
      state === 'pending' && draft.inputs.some(({ coin }) => outpointText(coin) === outpoint),
  );
  if (young.length > 0)
    warnings.push(
      `${young.length} ${young.length === 1 ? 'coin is' : 'coins are'} not deep enough to count as paid. If a block takes it back, this payment is gone with it.`,
    );
  const sum = (some: readonly { readonly value: bigint }[]): bigint =>
    some.reduce((total, { value }) => total + value, 0n);
  const sent = sum(outputs.filter(({ kind }) => kind !== 'change'));
  // A child sends nothing to anybody: what it moves is what its fee is held against.
  const moved = sent > 0n ? sent : sum(draft.inputs.map(({ coin }) => coin));
  if (draft.fee * 10n >= moved)
    warnings.push(
      `The fee of ${satsText(draft.fee * 1_000n)} is a tenth of what is ${sent > 0n ? 'sent' : 'moved'}, or more.`,
    );
  for (const { script, value } of outputs)
    if (ground.coins.some((coin) => coin.script === script) && value > 0n)
      warnings.push('An address of this account that was used before is paid to again.');
  return warnings;
}
