// The cold accounts the fake bridge shows: addresses, coins and history of three of them. Deterministic; times are given relative to `now`.
import type { z } from 'zod';
import type { AccountRow, ChainRow, CoinRow, addressRow } from '../../shared/contract/treasury.ts';
import { confirmationsWanted } from '../../shared/domain/confirmations.ts';
import { hex, sat } from './fake-fleet.ts';

export type AddressRow = z.output<typeof addressRow>;

export type FakeAccount = {
  account: AccountRow;
  readonly addresses: AddressRow[];
  coins: CoinRow[];
  history: ChainRow[];
};

const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const HEIGHT = 842;
export const FAKE_HEIGHT = HEIGHT;

/** Looks like an address of the practice chain; its checksum is made up. */
export function fakeAddress(type: AccountRow['type'], seed: number): string {
  const bytes = hex(seed, type === 'wpkh' ? 38 : 58);
  const letters = Array.from(
    { length: type === 'wpkh' ? 38 : 58 },
    (_, index) => LETTERS[Number.parseInt(bytes.slice(index * 2, index * 2 + 2), 16) % 32],
  );
  return `bcrt1${type === 'tr' ? 'p' : 'q'}${letters.join('')}`;
}

const XPUB =
  'tpubDCBEcmVKbfC9KfdydyLbJ2gfNL88grZu1XcWSW9ytTM6fitvaRmVyr8Ddf7SjZ2ZfMx9RicjYAXhuh3fmLiVLPodPEqnQQURUfrBKiiVZc8';

/** label, sats, confirmations, index, change */
type Held = readonly [string, number, number, number, boolean];

const RESERVE: readonly Held[] = [
  ['Opening deposit', 52_000_000, 690, 0, false],
  ['Invoice 2026-014, Nordwind GmbH', 8_400_000, 512, 1, false],
  ['Sweep of Shopper', 412_300, 498, 2, false],
  ['Sweep of Research bot 3', 388_150, 401, 3, false],
  ['Sweep of Research bot 3', 120_000, 388, 3, false],
  ['', 6_204_118, 377, 0, true],
  ['Invoice 2026-021, Nordwind GmbH', 9_150_000, 240, 5, false],
  ['Sweep of Translator', 95_400, 133, 6, false],
  ['Donation, conference', 2_100_000, 96, 7, false],
  ['', 1_499_207, 61, 1, true],
  ['Invoice 2026-033, Atelier Süd', 12_500_000, 4, 8, false],
  ['Sweep of Courier 7', 230_000, 3, 9, false],
];

const REFILL: readonly Held[] = [
  ['From Reserve', 3_000_000, 420, 0, false],
  ['From Reserve', 2_500_000, 188, 1, false],
  ['', 941_002, 40, 0, true],
];

const BOARD: readonly Held[] = [
  ['Founders', 310_000_000, 610, 0, false],
  ['Founders', 85_000_000, 340, 1, false],
];

type Cast = {
  readonly id: string;
  readonly name: string;
  readonly type: AccountRow['type'];
  readonly number: number | null;
  readonly held: readonly Held[];
  readonly addresses: number;
  readonly seed: number;
};

export const FINGERPRINT = 'f5acc2fd';
const COSIGNERS = ['f5acc2fd', '9b1d44e0', '3c7701aa'] as const;

const CAST: readonly Cast[] = [
  { id: 'reserve', name: 'Reserve', type: 'wpkh', number: 0, held: RESERVE, addresses: 11, seed: 1_000 },
  { id: 'refills', name: 'Refills', type: 'tr', number: 0, held: REFILL, addresses: 3, seed: 2_000 },
  { id: 'board', name: 'Board', type: 'policy', number: null, held: BOARD, addresses: 2, seed: 3_000 },
];

function descriptorOf({ type, number }: Cast): string {
  if (type === 'policy')
    return `wsh(sortedmulti(2,${COSIGNERS.map((each) => `[${each}/48h/1h/0h/2h]${XPUB}/<0;1>/*`).join(',')}))#k4mfj8s2`;
  return `${type}([${FINGERPRINT}/${type === 'tr' ? 86 : 84}h/1h/${number ?? 0}h]${XPUB}/<0;1>/*)#9gp0rkcu`;
}

export function accountOf(cast: Cast, now: number, scanned: number | null): FakeAccount {
  const addressAt = (index: number, change: boolean): string =>
    fakeAddress(cast.type, cast.seed + index * 2 + (change ? 1 : 0));
  const coins: CoinRow[] = cast.held.map(([label, sats, confirmations, index, change], place) => ({
    outpoint: `${hex(cast.seed + 500 + place, 32)}:${place % 3}`,
    valueMsat: sat(sats),
    address: addressAt(index, change),
    change,
    label,
    state: confirmations >= confirmationsWanted(BigInt(sats)) ? 'confirmed' : 'pending',
    confirmations,
    wanted: confirmationsWanted(BigInt(sats)),
    at: now - confirmations * 600,
    addressReused: cast.held.filter((other) => other[3] === index && other[4] === change).length > 1,
  }));
  const addresses: AddressRow[] = [false, true].flatMap((change) =>
    Array.from({ length: change ? 2 : cast.addresses }, (_, index) => {
      const paid = cast.held.filter((held) => held[3] === index && held[4] === change);
      return {
        index,
        change,
        address: addressAt(index, change),
        label: paid[0]?.[0] ?? '',
        payments: paid.length,
        receivedMsat: sat(paid.reduce((sum, held) => sum + held[1], 0)),
        checkedAt: index === 0 && !change ? now - 9_000_000 : null,
      };
    }),
  );
  const history: ChainRow[] = cast.held
    .filter((held) => !held[4])
    .map(([label, sats, confirmations], place) => ({
      txid: hex(cast.seed + 700 + place, 32),
      deltaMsat: sat(sats),
      feeMsat: null,
      confirmations,
      wanted: confirmationsWanted(BigInt(sats)),
      state:
        confirmations >= confirmationsWanted(BigInt(sats)) ? ('confirmed' as const) : ('pending' as const),
      at: now - confirmations * 600,
      label,
      canBump: false,
      canPayForParent: false,
    }));
  if (cast.id === 'reserve')
    history.push(
      chain(cast.seed + 801, -3_002_130, 2_130, 420, now, 'Refill of the agents’ float'),
      chain(cast.seed + 802, -2_501_410, 1_410, 188, now, 'Refill of the agents’ float'),
      {
        ...chain(cast.seed + 803, -640_705, 705, 0, now, 'Print shop, annual plan'),
        canBump: true,
        canPayForParent: true,
      },
      { ...chain(cast.seed + 804, 75_000, null, 0, now, ''), state: 'conflicted' },
    );
  return {
    account: {
      id: cast.id,
      name: cast.name,
      network: 'regtest',
      type: cast.type,
      accountNumber: cast.number,
      fingerprint: FINGERPRINT,
      descriptor: descriptorOf(cast),
      keys:
        cast.type === 'policy'
          ? COSIGNERS.map((fingerprint, index) => ({
              fingerprint,
              path: 'm/48h/1h/0h/2h',
              own: index === 0,
            }))
          : [],
      threshold: cast.type === 'policy' ? { needed: 2, of: 3 } : null,
      createdAt: now - 9_000_000,
      checkedAt: now - 9_000_000,
      ...sums(coins),
      scannedAt: scanned,
      chainNote: '',
      transactions: history.length,
      coins: coins.length,
    },
    addresses,
    coins,
    history: history.toSorted((a, b) => (b.at ?? now + 1) - (a.at ?? now + 1)),
  };
}

function chain(
  seed: number,
  delta: number,
  fee: number | null,
  confirmations: number,
  now: number,
  label: string,
): ChainRow {
  return {
    txid: hex(seed, 32),
    deltaMsat: (BigInt(delta) * 1_000n).toString(),
    feeMsat: fee === null ? null : sat(fee),
    confirmations,
    wanted: 6,
    state: confirmations >= 6 ? 'confirmed' : 'pending',
    at: confirmations === 0 ? null : now - confirmations * 600,
    label,
    canBump: false,
    canPayForParent: false,
  };
}

export function sums(coins: readonly CoinRow[]): Pick<AccountRow, 'confirmedMsat' | 'pendingMsat'> {
  const of = (state: CoinRow['state']): number =>
    coins
      .filter((coin) => coin.state === state)
      .reduce((sum, coin) => sum + Number(BigInt(coin.valueMsat) / 1_000n), 0);
  return { confirmedMsat: sat(of('confirmed')), pendingMsat: sat(of('pending')) };
}

export const fakeAccounts = (now: number): FakeAccount[] =>
  CAST.map((cast) => accountOf(cast, now, now - 180));

/** An account that was made just now: one unused address, nothing on it. */
export const emptyAccount = (
  given: Pick<Cast, 'id' | 'name' | 'type' | 'number'>,
  now: number,
): FakeAccount => {
  const made = accountOf({ ...given, held: [], addresses: 1, seed: 9_000 + (now % 1_000) }, now, null);
  return { ...made, account: { ...made.account, createdAt: now, checkedAt: now } };
};

export const FAKE_XPUB = XPUB;
