// Drafts of the made-up treasury: coins are chosen, a fee is counted, and what the device would show is said. Whole sats throughout.
import type { CoinRow, DraftRow } from '../../shared/contract/treasury.ts';
import type { CoinChoice, DraftPurpose } from '../../shared/domain/treasury.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { hex, sat } from './fake-fleet.ts';
import { fakeAddress, type FakeAccount } from './fake-treasury-coins.ts';

type Wish = {
  readonly id: string;
  readonly from: FakeAccount;
  readonly outputs: readonly {
    readonly address: string;
    readonly valueMsat: string | null;
    readonly label: string;
  }[];
  readonly feeRate: number;
  readonly choice: CoinChoice;
  readonly coins: readonly string[];
  readonly purpose: DraftPurpose;
  readonly reason: string;
  readonly replaces: string | null;
  readonly now: number;
};

const sats = (msat: string): bigint => BigInt(msat) / 1_000n;
const sum = (values: readonly bigint[]): bigint => values.reduce((all, one) => all + one, 0n);
const sizeOf = (inputs: number, outputs: number): number => 11 + 68 * inputs + 31 * outputs;
const feeOf = (vsize: number, rate: number): bigint => BigInt(Math.ceil((vsize * rate) / 1_000));
const figure = (value: bigint): string => value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const ADDRESS = /^bcrt1[qp][a-z0-9]{38,58}$/;

export function draftOf(wish: Wish) {
  const { account, coins } = wish.from;
  for (const [index, { address }] of wish.outputs.entries())
    if (!ADDRESS.test(address))
      return refuse(
        'bad_address',
        `Output ${index + 1}: this is no address of regtest. Nothing was made; look at it again.`,
      );
  const all = wish.outputs.some(({ valueMsat }) => valueMsat === null);
  const usable = coins.filter(({ state }) => state === 'confirmed');
  const ordered = usable.toSorted((a, b) =>
    wish.choice === 'privacy'
      ? Number(sats(b.valueMsat) - sats(a.valueMsat))
      : b.confirmations - a.confirmations,
  );
  const manual = usable.filter(({ outpoint }) => wish.coins.includes(outpoint));
  const wanted = sum(wish.outputs.map(({ valueMsat }) => (valueMsat === null ? 0n : sats(valueMsat))));
  const chosen: CoinRow[] = wish.choice === 'manual' ? manual : all ? [...ordered] : [];
  if (wish.choice !== 'manual' && !all)
    for (const coin of ordered) {
      if (
        sum(chosen.map((each) => sats(each.valueMsat))) >=
        wanted + feeOf(sizeOf(chosen.length, wish.outputs.length + 1), wish.feeRate)
      )
        break;
      chosen.push(coin);
    }
  const total = sum(chosen.map((coin) => sats(coin.valueMsat)));
  const vsize = sizeOf(chosen.length, wish.outputs.length + (all ? 0 : 1));
  const fee = feeOf(vsize, wish.feeRate);
  const rest = total - wanted - fee;
  if (chosen.length === 0 || rest < 0n)
    return refuse(
      'too_little',
      `The coins chosen hold ${figure(total)} sats; ${figure(wanted + fee)} sats are needed with the fee. Nothing was made; choose more coins or send less.`,
    );
  const identities = [...new Set(chosen.map(({ label }) => label).filter((label) => label !== ''))];
  const outputs: DraftRow['outputs'] = wish.outputs.map(({ address, valueMsat, label }) => ({
    address,
    valueMsat: sat(Number(valueMsat === null ? rest : sats(valueMsat))),
    kind: 'payment' as const,
    label,
  }));
  if (!all && rest > 0n)
    outputs.push({
      address: fakeAddress(account.type, 7_777),
      valueMsat: sat(Number(rest)),
      kind: 'change',
      label: '',
    });
  const warnings = [
    ...(identities.length > 1
      ? [
          `This spends coins of ${identities.length} identities together: ${identities.slice(0, 3).join('; ')}${identities.length > 3 ? ' …' : ''}. Whoever sees the transaction learns that they belong to one owner.`,
        ]
      : []),
    ...(wish.feeRate > 50_000 ? ['The fee rate is more than ten times what the next block asks.'] : []),
  ];
  const draft: DraftRow = {
    id: wish.id,
    accountId: account.id,
    accountName: account.name,
    purpose: wish.purpose,
    state: 'draft',
    createdAt: wish.now,
    inputs: chosen.map(({ outpoint, valueMsat, address, label }) => ({
      outpoint,
      valueMsat,
      address,
      label,
    })),
    outputs,
    feeMsat: sat(Number(fee)),
    feeRate: wish.feeRate,
    effectiveFeeRate: wish.feeRate,
    vsize,
    replaceable: true,
    txid: null,
    replaces: wish.replaces,
    warnings,
    onDevice: [
      {
        title: 'Review transaction',
        text:
          account.type === 'policy' ? `to send Bitcoin Test\nFrom ${account.name}` : 'to send Bitcoin Test',
      },
      ...outputs
        .filter(({ kind }) => kind !== 'change')
        .flatMap(({ address, valueMsat }) => [
          { title: 'Amount', text: `${btc(sats(valueMsat))} TEST` },
          { title: 'To', text: `tb1${address.slice(5)}` },
        ]),
      { title: 'Fees', text: `${btc(fee)} TEST` },
      { title: 'Sign transaction', text: 'to send Bitcoin Test?' },
    ],
    signatures: { have: 0, needed: account.threshold?.needed ?? 1 },
    reason: wish.reason,
    note: '',
  };
  return ok({ draft });
}

const btc = (value: bigint): string =>
  `${value / 100_000_000n}.${(value % 100_000_000n).toString().padStart(8, '0')}`.replace(/0+$/, '');

export const fakePsbt = (draft: DraftRow): string => btoa(`psbt\u{ff}${draft.id}${hex(draft.vsize, 180)}`);
