// Selection and fees: properties over random coins, with the transaction really signed; tables for dust, weights and the privacy rule.
import { Transaction } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clustersOf,
  coinsOf,
  mergeWarning,
  outpointText,
  sumOf,
  type Coin,
} from '../../../electron/bitcoin/coins.ts';
import type { ChainTransaction } from '../../../electron/bitcoin/chain-source.ts';
import type { Draft } from '../../../electron/bitcoin/draft.ts';
import { bumpByChild, bumpByReplacement, leastReplacementFee } from '../../../electron/bitcoin/fee-bump.ts';
import { buildPsbt } from '../../../electron/bitcoin/psbt.ts';
import { draftSpend, type SpendRequest } from '../../../electron/bitcoin/selection.ts';
import { addSignatures, finalise } from '../../../electron/bitcoin/signatures.ts';
import {
  dustLimit,
  feeFor,
  multisigInputWeight,
  P2TR_INPUT_WEIGHT,
  P2WPKH_INPUT_WEIGHT,
  rateOf,
} from '../../../electron/bitcoin/weights.ts';
import { sat, type Sat } from '../../../shared/domain/sat.ts';
import { COIN_CHOICES } from '../../../shared/domain/treasury.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { fund, previousOf, type Funded } from '../../support/coins.ts';
import { sharedAccount, softSigner } from '../../support/seed-signer.ts';

const signer = softSigner('regtest');
const cosigners = ['a', 'b', 'c'].map((seed) => softSigner('regtest', seed));
const accounts = {
  wpkh: { account: signer.account('wpkh'), signers: [signer] },
  tr: { account: signer.account('tr'), signers: [signer] },
  multi: { account: sharedAccount(cosigners, 2, 'regtest'), signers: cosigners.slice(0, 2) },
} as const;
type Kind = keyof typeof accounts;
const PAYEES = {
  p2wpkh: `0014${'ab'.repeat(20)}`,
  p2wsh: `0020${'ab'.repeat(32)}`,
  p2tr: '5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c',
  p2pkh: `76a914${'ab'.repeat(20)}88ac`,
  p2sh: `a914${'ab'.repeat(20)}87`,
};
const names = ['Mint', 'Exchange', 'Shop'];

const arbitraryCoins = fc.array(
  fc.record({ value: fc.integer({ min: 300, max: 3_000_000 }), at: fc.nat(3), name: fc.option(fc.nat(2)) }),
  { minLength: 1, maxLength: 8 },
);

function funded(kind: Kind, specs: readonly { value: number; at: number; name: number | null }[]): Funded[] {
  return specs.map(({ value, at, name }, nonce) =>
    fund(accounts[kind].account.at(0, at), BigInt(value), nonce, {
      height: 100 + ((nonce * 7) % 5),
      identities: name === null ? [] : [names[name] ?? ''],
    }),
  );
}

function requestOf(kind: Kind, coins: readonly Funded[], more: Partial<SpendRequest> = {}): SpendRequest {
  const { account } = accounts[kind];
  return {
    coins: coins.map(({ coin }) => coin),
    choice: 'oldest',
    payments: [{ script: PAYEES.p2wpkh, amount: sat(50_000n) }],
    rate: 2_000,
    change: account.at(1, 0),
    plan: account.plan(),
    ...more,
  };
}

/** Signs with the account's keys and gives the transaction the network would see. */
function signed(kind: Kind, draft: Draft, coins: readonly Funded[]): Transaction {
  const { account, signers } = accounts[kind];
  let psbt = buildPsbt(draft, 'regtest', previousOf(coins));
  for (const one of signers) {
    const more = addSignatures(psbt, draft, 'regtest', one.sign(psbt));
    if (!more.ok) throw new Error(more.message);
    psbt = more.value;
  }
  const final = finalise(psbt, draft, account);
  if (!final.ok) throw new Error(final.message);
  return Transaction.fromHex(final.value.raw);
}

const invariants = (draft: Draft, available: readonly Coin[]): void => {
  const spent = sumOf(draft.inputs.map(({ coin }) => coin));
  expect(spent).toBe(sumOf(draft.outputs) + draft.fee);
  expect(new Set(draft.inputs.map(({ coin }) => outpointText(coin))).size).toBe(draft.inputs.length);
  expect(draft.inputs.every(({ coin }) => available.includes(coin))).toBe(true);
  for (const { script, value } of draft.outputs) expect(value).toBeGreaterThanOrEqual(dustLimit(script));
  expect(draft.outputs.filter(({ change }) => change !== null).length).toBeLessThanOrEqual(1);
  expect(draft.effectiveRate).toBe(rateOf(draft.fee, draft.vsize));
  expect(draft.merge).toEqual(mergeWarning(draft.inputs.map(({ coin }) => coin)));
};

describe('any draft', () => {
  it.each(['wpkh', 'tr', 'multi'] as const)(
    'of a %s account spends exactly what it pays, and pays the rate once signed',
    (kind) => {
      fc.assert(
        fc.property(
          arbitraryCoins,
          fc.constantFrom(...COIN_CHOICES),
          fc.integer({ min: 100, max: 60_000 }),
          fc.option(fc.integer({ min: 1, max: 2_500_000 }), { freq: 6 }),
          fc.constantFrom(...Object.values(PAYEES)),
          (specs, choice, rate, amount, script) => {
            const coins = funded(kind, specs);
            const request = requestOf(kind, coins, {
              choice,
              rate,
              payments: [{ script, amount: amount === null ? null : sat(BigInt(amount)) }],
            });
            const made = draftSpend(request);
            // The order in which coins are listed says nothing.
            expect(draftSpend({ ...request, coins: request.coins.toReversed() })).toEqual(made);
            if (!made.ok) {
              expect(['insufficient', 'dust']).toContain(made.code);
              return;
            }
            const draft = made.value;
            invariants(draft, request.coins);
            if (choice === 'manual' || amount === null)
              expect(draft.inputs.length).toBe(request.coins.length);
            if (amount !== null)
              expect(draft.outputs.some((out) => out.value === BigInt(amount) && out.script === script)).toBe(
                true,
              );
            const vsize = signed(kind, draft, coins).virtualSize();
            expect(draft.fee).toBeGreaterThanOrEqual(feeFor(vsize, rate));
            // ECDSA signatures are one byte shorter half the time, rarely two: a quarter vbyte each.
            const signatures = draft.inputs.length * (kind === 'multi' ? 2 : 1);
            const slack = kind === 'tr' ? 0 : Math.ceil((signatures * 3) / 4);
            expect(draft.vsize - vsize).toBeGreaterThanOrEqual(0);
            expect(draft.vsize - vsize).toBeLessThanOrEqual(slack);
            const changeless = !draft.outputs.some(({ change }) => change !== null);
            const most =
              feeFor(draft.vsize, rate) +
              // Without change, what would have been change below the dust limit goes to the miner.
              (changeless && amount !== null ? dustLimit(request.change.script) + feeFor(44, rate) : 0n);
            expect(draft.fee).toBeLessThanOrEqual(most);
          },
        ),
        { numRuns: kind === 'multi' ? 20 : 40 },
      );
    },
  );
});

describe('a replacement', () => {
  it('pays more in whole and per byte, keeps every payment, and spends the same coins', () => {
    fc.assert(
      fc.property(
        arbitraryCoins,
        arbitraryCoins,
        fc.integer({ min: 1_000, max: 20_000 }),
        fc.integer({ min: 1, max: 40_000 }),
        fc.integer({ min: 1_000, max: 500_000 }),
        (specs, extra, rate, step, amount) => {
          const coins = funded('wpkh', specs);
          const first = draftSpend(
            requestOf('wpkh', coins, {
              rate,
              payments: [{ script: PAYEES.p2tr, amount: sat(BigInt(amount)) }],
            }),
          );
          if (!first.ok) return;
          const stuck = first.value;
          const more = funded('wpkh', [...specs.map((spec) => ({ ...spec, value: 1 })), ...extra]).slice(
            specs.length,
          );
          const bumped = bumpByReplacement({
            stuck,
            rate: stuck.effectiveRate + step,
            coins: more.map(({ coin }) => coin),
            change: accounts.wpkh.account.at(1, 0),
            plan: accounts.wpkh.account.plan(),
          });
          if (!bumped.ok) {
            expect(bumped.code).toBe('insufficient');
            return;
          }
          const draft = bumped.value;
          invariants(
            draft,
            [...coins, ...more].map(({ coin }) => coin).concat(stuck.inputs.map((i) => i.coin)),
          );
          expect(draft.fee).toBeGreaterThanOrEqual(leastReplacementFee(stuck, draft.vsize));
          expect(draft.effectiveRate).toBeGreaterThan(stuck.effectiveRate);
          const spends = new Set(draft.inputs.map(({ coin }) => outpointText(coin)));
          expect(stuck.inputs.every(({ coin }) => spends.has(outpointText(coin)))).toBe(true);
          for (const payment of stuck.outputs.filter(({ change }) => change === null))
            expect(draft.outputs).toContainEqual(payment);
        },
      ),
      { numRuns: 60 },
    );
  });

  const coins = funded('wpkh', [{ value: 200_000, at: 0, name: null }]);
  const made = draftSpend(requestOf('wpkh', coins, { payments: [{ script: PAYEES.p2wpkh, amount: null }] }));
  if (!made.ok) throw new Error(made.message);
  const sweep = made.value;
  const base = {
    stuck: sweep,
    rate: 5_000,
    coins: [],
    change: accounts.wpkh.account.at(1, 0),
    plan: accounts.wpkh.account.plan(),
  };

  it('of a sweep takes the fee from what is swept, when told so', () => {
    expect(bumpByReplacement(base)).toMatchObject({ code: 'insufficient' });
    const bumped = bumpByReplacement({ ...base, shrink: true });
    expect(bumped).toMatchObject({ ok: true, value: { fee: feeFor(sweep.vsize, 5_000) } });
  });

  it('pays for what is thrown out with it', () => {
    const bumped = bumpByReplacement({ ...base, shrink: true, descendantFees: sat(30_000n) });
    expect(bumped.ok && bumped.value.fee).toBe(sweep.fee + 30_000n + feeFor(sweep.vsize, 1_000));
  });

  it('at the same rate, or of a transaction that is final, is refused', () => {
    expect(bumpByReplacement({ ...base, rate: 2_000 })).toMatchObject({ code: 'not_more' });
    const final = { ...sweep, inputs: sweep.inputs.map((input) => ({ ...input, sequence: 0xffff_ffff })) };
    expect(bumpByReplacement({ ...base, stuck: final })).toMatchObject({ code: 'not_replaceable' });
  });
});

describe('a child', () => {
  it('brings parent and itself to the rate asked for, and never pays less than it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2_000, max: 400_000 }),
        fc.integer({ min: 100, max: 2_000 }),
        fc.integer({ min: 141, max: 5_000 }),
        fc.integer({ min: 3_000, max: 40_000 }),
        (value, parentRate, vsize, rate) => {
          const [coin, spare] = funded('wpkh', [
            { value, at: 0, name: null },
            { value: 100_000, at: 1, name: null },
          ]);
          if (!coin || !spare) return;
          const parent = { vsize, fee: feeFor(vsize, parentRate) };
          const made = bumpByChild({
            stuck: [{ ...coin.coin, height: null }],
            parent,
            rate,
            coins: [spare.coin],
            to: accounts.wpkh.account.at(1, 7),
            plan: accounts.wpkh.account.plan(),
          });
          if (!made.ok) {
            expect(made.code).toBe('insufficient');
            return;
          }
          const child = made.value;
          expect(child.inputs.some((input) => input.coin.txid === coin.coin.txid)).toBe(true);
          expect(child.outputs).toHaveLength(1);
          expect(rateOf(child.fee + parent.fee, child.vsize + vsize)).toBeGreaterThanOrEqual(rate);
          expect(child.effectiveRate).toBeGreaterThanOrEqual(rate);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('coins of separate identities', () => {
  const coins = funded('wpkh', [
    { value: 100_000, at: 0, name: 0 },
    { value: 100_000, at: 1, name: 1 },
    { value: 60_000, at: 2, name: 1 },
    { value: 100_000, at: 3, name: null },
  ]).map(({ coin }) => coin);
  const spend = (amount: bigint, choice: 'oldest' | 'privacy') =>
    draftSpend({
      ...requestOf('wpkh', []),
      coins,
      choice,
      payments: [{ script: PAYEES.p2wpkh, amount: sat(amount) }],
    });

  it('are not joined when one identity suffices', () => {
    const draft = spend(140_000n, 'privacy');
    expect(draft).toMatchObject({ ok: true, value: { merge: null } });
    expect(draft.ok && draft.value.inputs.every(({ coin }) => coin.identities[0] === 'Exchange')).toBe(true);
  });

  it('are joined as few as can be, with a warning that names them', () => {
    const draft = spend(230_000n, 'privacy');
    expect(draft).toMatchObject({
      ok: true,
      value: { merge: { identities: ['Exchange', 'Mint'], unnamed: 0 } },
    });
    expect(spend(140_000n, 'oldest')).toMatchObject({ ok: true, value: { merge: { unnamed: 1 } } });
  });

  it('are one when they share a script', () => {
    const [one, two] = coins as [Coin, Coin];
    const same = { ...two, script: one.script, origin: one.origin };
    expect(clustersOf([one, same])).toHaveLength(1);
    expect(mergeWarning([one, same])).toBeNull();
    expect(mergeWarning([one, two])).toEqual({ identities: ['Exchange', 'Mint'], unnamed: 0 });
  });
});

describe('the coins of an account', () => {
  const { account } = accounts.wpkh;
  const scripts = [account.at(0, 0), account.at(0, 1), account.at(1, 0)];
  const txid = (digit: string): string => digit.repeat(64);
  const transaction = (
    id: string,
    inputs: ChainTransaction['inputs'],
    outputs: readonly [string, bigint][],
    height: number | null,
  ): ChainTransaction => ({
    txid: txid(id),
    block: height === null ? null : { height, hash: txid('0'), time: unixSeconds(0) },
    inputs,
    outputs: outputs.map(([script, value]) => ({ script, value: sat(value) })),
    fee: null,
    vsize: 141,
  });
  const foreign = { txid: txid('f'), index: 0, sequence: 0, previous: null };
  const [first, second, change] = scripts.map(({ script }) => script) as [string, string, string];
  const history = [
    transaction('a', [foreign], [[first, 70_000n]], 10),
    transaction(
      'b',
      [{ ...foreign, index: 1 }],
      [
        [PAYEES.p2sh, 5_000n],
        [second, 30_000n],
      ],
      null,
    ),
    transaction(
      'c',
      [{ txid: txid('a'), index: 0, sequence: 0, previous: { script: first, value: sat(70_000n) } }],
      [
        [PAYEES.p2tr, 20_000n],
        [change, 49_000n],
      ],
      12,
    ),
  ];
  const coins = coinsOf({ network: 'regtest', scripts, transactions: history }, (_, script) =>
    script.index === 0 && script.change === 0 ? 'Mint' : null,
  );

  it('are what is paid to it and not spent, oldest first', () => {
    expect(coins.map((coin) => [outpointText(coin), coin.value, coin.height, coin.own])).toEqual([
      [`${txid('c')}:1`, 49_000n, 12, true],
      [`${txid('b')}:1`, 30_000n, null, false],
    ]);
  });

  it('keep in change who knew the coins it was made from', () => {
    expect(coins.map(({ identities }) => identities)).toEqual([['Mint'], []]);
  });
});

describe('figures', () => {
  it.each([
    ['p2wpkh', 294n],
    ['p2wsh', 330n],
    ['p2tr', 330n],
    ['p2pkh', 546n],
    ['p2sh', 540n],
  ] as const)('of dust: %s %s sats', (kind, limit) => {
    expect(dustLimit(PAYEES[kind])).toBe(limit);
  });

  it('of weights: what Bitcoin Core and the BIPs say', () => {
    expect([P2WPKH_INPUT_WEIGHT, P2TR_INPUT_WEIGHT, multisigInputWeight(2, 3)]).toEqual([272, 230, 418]);
  });

  it.each([
    [141, 1_000, 141n],
    [141, 1_500, 212n],
    [141, 100, 15n],
    [141, 1, 1n],
  ])('of %s vB at %s sat/kvB: %s', (vsize, rate, fee) => {
    expect(feeFor(vsize, rate)).toBe(fee as Sat);
  });

  const coins = funded('wpkh', [{ value: 100_000, at: 0, name: null }]);
  it.each([
    [{ payments: [] }, 'no_payment'],
    [{ coins: [] }, 'no_coins'],
    [{ rate: 99 }, 'bad_rate'],
    [{ rate: 1_000_001 }, 'bad_rate'],
    [{ rate: 1.5 }, 'bad_rate'],
    [{ payments: [{ script: PAYEES.p2wpkh, amount: sat(293n) }] }, 'dust'],
    [{ payments: [{ script: PAYEES.p2wpkh, amount: sat(100_000n) }] }, 'insufficient'],
    [
      {
        payments: [
          { script: PAYEES.p2wpkh, amount: null },
          { script: PAYEES.p2tr, amount: sat(1_000n) },
        ],
      },
      'no_payment',
    ],
  ] as const)('that make no sense are refused, case %#', (more, code) => {
    expect(draftSpend(requestOf('wpkh', coins, more))).toMatchObject({ ok: false, code });
  });

  it('that exceed a standard transaction are refused', () => {
    const [coin] = coins;
    const many = Array.from({ length: 1_600 }, (_, index) => ({ ...(coin?.coin as Coin), index }));
    expect(draftSpend({ ...requestOf('wpkh', []), coins: many, choice: 'manual' })).toMatchObject({
      code: 'too_many_coins',
    });
  });
});
