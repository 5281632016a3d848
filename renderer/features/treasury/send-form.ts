// What is filled in to send: its shape, what of it can be asked of the core yet, and a form made from a draft. Pure; the core decides all of it.
import type { DraftRow } from '../../../shared/contract/treasury.ts';
import type { CoinChoice } from '../../../shared/domain/treasury.ts';
import { satsToType } from '../../ui/format.ts';
import { addressTyped, chainAmountTyped } from './treasury-words.ts';

export type OutputTyped = {
  readonly key: number;
  readonly address: string;
  readonly amount: string;
  /** Takes what is left; at most one does. */
  readonly all: boolean;
  readonly label: string;
};

export type SendTyped = {
  readonly outputs: readonly OutputTyped[];
  readonly choice: CoinChoice;
  readonly coins: readonly string[];
  /** As typed; null: the rate proposed. */
  readonly feeRate: string | null;
  readonly reason: string;
};

export const emptyOutput = (key: number): OutputTyped => ({
  key,
  address: '',
  amount: '',
  all: false,
  label: '',
});

export const emptySend = (coins: readonly string[] = []): SendTyped => ({
  outputs: [emptyOutput(0)],
  choice: coins.length > 0 ? 'manual' : 'oldest',
  coins,
  feeRate: null,
  reason: '',
});

/** The same again, to be changed: exactly its coins, so that nothing changes that was not touched. */
export const sendOf = (draft: DraftRow, feeRate: string): SendTyped => ({
  outputs: draft.outputs
    .filter(({ kind }) => kind !== 'change')
    .map(({ address, valueMsat, label }, key) => ({
      key,
      address,
      amount: satsToType(valueMsat),
      all: false,
      label,
    })),
  choice: 'manual',
  coins: draft.inputs.map(({ outpoint }) => outpoint),
  feeRate,
  reason: draft.reason,
});

export type OutputWished = {
  readonly address: string;
  readonly valueMsat: string | null;
  readonly label: string;
};

/** What can be asked of the core; a sentence: what is still missing, in the order of the form. */
export function wished(send: SendTyped): readonly OutputWished[] | string {
  const outputs: OutputWished[] = [];
  for (const [index, output] of send.outputs.entries()) {
    const which = send.outputs.length > 1 ? ` of output ${index + 1}` : '';
    const address = addressTyped(output.address);
    if (address === '') return `The address${which} is missing.`;
    const amount = output.all ? null : chainAmountTyped(output.amount);
    if (!output.all && amount === null) return `The amount${which} is missing.`;
    if (amount !== null && 'wrong' in amount) return `The amount${which} cannot be read.`;
    outputs.push({ address, valueMsat: amount === null ? null : amount.msat, label: output.label.trim() });
  }
  if (send.choice === 'manual' && send.coins.length === 0) return 'No coin is chosen.';
  return outputs;
}

/** What is typed in amounts so far, in msat; null when something takes what is left or cannot be read. */
export function sumTyped(outputs: readonly OutputTyped[]): bigint | null {
  let sum = 0n;
  for (const { all, amount } of outputs) {
    const read = chainAmountTyped(amount);
    if (all || (read !== null && 'wrong' in read)) return null;
    if (read !== null) sum += BigInt(read.msat);
  }
  return sum;
}
