// Words of the treasury: states of coins, drafts and chain as an operator reads them. Pure.
import type {
  AccountRow,
  ChainRow,
  CoinRow,
  DraftRow,
  SweepOrder,
} from '../../../shared/contract/treasury.ts';
import type { AccountType } from '../../../shared/domain/treasury.ts';
import { satsTyped } from '../../ui/format.ts';
import type { Tone } from '../../ui/StatusChip.tsx';

export const TYPE_WORDS: Readonly<Record<AccountType, string>> = {
  wpkh: 'Native SegWit',
  tr: 'Taproot',
  policy: 'Several keys',
};

/** "Native SegWit, account 0", "2 of 3 keys". */
export const accountKind = ({ type, accountNumber, threshold, keys }: AccountRow): string =>
  type === 'policy'
    ? threshold === null
      ? `Policy of ${keys.length} keys`
      : `${threshold.needed} of ${threshold.of} keys`
    : `${TYPE_WORDS[type]}, account ${accountNumber ?? 0}`;

/** What a coin and the transaction it came in are called alike. */
function depthState(
  state: 'confirmed' | 'pending' | 'conflicted',
  { confirmations, wanted }: Pick<CoinRow, 'confirmations' | 'wanted'>,
): readonly [Tone, string] {
  switch (state) {
    case 'confirmed':
      return ['ok', 'confirmed'];
    case 'pending':
      return ['warn', confirmations === 0 ? 'in no block yet' : `${confirmations} of ${wanted}`];
    case 'conflicted':
      return ['danger', 'in conflict'];
  }
}

export function coinState(coin: CoinRow): readonly [Tone, string] {
  switch (coin.state) {
    case 'spending':
      return ['info', 'being spent'];
    case 'frozen':
      return ['neutral', 'frozen'];
    case 'confirmed':
    case 'pending':
    case 'conflicted':
      return depthState(coin.state, coin);
  }
}

export function chainState(row: ChainRow): readonly [Tone, string] {
  switch (row.state) {
    case 'reorganised':
      return ['danger', 'its block is gone'];
    case 'replaced':
      return ['neutral', 'replaced'];
    case 'confirmed':
    case 'pending':
    case 'conflicted':
      return depthState(row.state, row);
  }
}

export function draftState({ state, signatures }: DraftRow): readonly [Tone, string] {
  switch (state) {
    case 'draft':
      return ['neutral', 'to be signed'];
    case 'signing':
      return ['warn', `${signatures.have} of ${signatures.needed} signatures`];
    case 'signed':
      return ['warn', 'signed, not sent'];
    case 'broadcast':
      return ['info', 'sent, waiting for blocks'];
    case 'confirmed':
      return ['ok', 'confirmed'];
    case 'replaced':
      return ['neutral', 'replaced'];
    case 'discarded':
      return ['neutral', 'thrown away'];
  }
}

const PURPOSES: Readonly<Record<DraftRow['purpose'], string>> = {
  spend: 'Send',
  sweep: 'Sweep',
  refill: 'Refill',
  bump: 'Replacement with a higher fee',
  cpfp: 'Child that pays for its parent',
};
export const purposeWords = (purpose: DraftRow['purpose']): string => PURPOSES[purpose];

/** What leaves the account, the fee left out: payments, in msat. Change and own outputs stay. */
export const paidAway = ({ outputs }: Pick<DraftRow, 'outputs'>): bigint =>
  outputs
    .filter(({ kind }) => kind === 'payment')
    .reduce((sum, { valueMsat }) => sum + BigInt(valueMsat), 0n);

/** Drafts that still want something of a person, then those under way. */
export const openDrafts = (drafts: readonly DraftRow[]): readonly DraftRow[] =>
  drafts.filter(
    ({ state }) => state === 'draft' || state === 'signing' || state === 'signed' || state === 'broadcast',
  );

/** Whole sats as typed, as msat text; a part of a sat exists in channels only. `null`: nothing typed; a string: what is wrong. */
export function chainAmountTyped(
  text: string,
): { readonly msat: string } | { readonly wrong: string } | null {
  if (text.trim() === '') return null;
  const amount = satsTyped(text);
  if (amount === undefined) return { wrong: 'Sats, such as 250,000. At most 21,000,000 BTC.' };
  if (BigInt(amount) % 1_000n !== 0n) return { wrong: 'On chain there are whole sats only.' };
  if (amount === '0') return { wrong: 'Nothing would be sent. Type at least 1 sat.' };
  return { msat: amount };
}

/** The operator drops spaces and line breaks an e-mail put into an address. */
export const addressTyped = (text: string): string => text.replaceAll(/\s+/g, '');

/** What a device shows is long and unbroken, or words. */
export const isOpaque = (text: string): boolean => text.length >= 20 && !/\s/.test(text);

/** What to do next, and the command in it when it ends in one: "Run this …: echo '…' | sudo …". */
export function withCommand(next: string): { readonly words: string; readonly command: string | null } {
  const found = /^(.*?):\s+(echo\s.+)$/s.exec(next);
  return found ? { words: `${found[1] ?? ''}:`, command: found[2] ?? '' } : { words: next, command: null };
}

const SWEEPS: Readonly<Record<SweepOrder['state'], readonly [Tone, string]>> = {
  ordered: ['warn', 'not known whether sent'],
  sent: ['info', 'sent, waiting for blocks'],
  confirmed: ['ok', 'confirmed'],
  refused: ['danger', 'refused, given back'],
};
export const sweepState = ({ state }: Pick<SweepOrder, 'state'>): readonly [Tone, string] => SWEEPS[state];
