// Known words: what is known of a payment without an outcome, in sentences. Pure.
import type { PaymentInQuestion } from '../../../shared/contract/app.ts';
import { EXPIRY_ALARM_BLOCKS } from '../../../shared/domain/spend.ts';
import { groupDigits } from '../../ui/format.ts';

/** Blocks come every ten minutes on average. */
const MINUTES_PER_BLOCK = 10;

export type Known = {
  readonly sentence: string;
  /** `danger`: money is about to need a person. */
  readonly tone: 'plain' | 'warn' | 'danger';
};

/** What the node last said, or why it said nothing. */
export function answerWords({ lastAnswer, blockHeight, dispatchedAt, spend }: PaymentInQuestion): Known {
  if (spend.state === 'reserved' || dispatchedAt === null)
    return { sentence: 'It was reserved and never handed to the node.', tone: 'plain' };
  if (lastAnswer === null)
    return {
      sentence:
        blockHeight === null
          ? 'Its node does not answer, so nobody can say how it stands.'
          : 'Its node has not been asked since the console started.',
      tone: 'warn',
    };
  switch (lastAnswer.kind) {
    case 'in-flight':
      return { sentence: 'The node says that it is on its way; the recipient holds it.', tone: 'plain' };
    case 'not-found':
      return { sentence: 'The node says that it does not know this payment.', tone: 'warn' };
    case 'failed':
      return { sentence: 'The node knows it only by an earlier try, which failed.', tone: 'warn' };
    case 'settled':
      return { sentence: 'The node says that it arrived; it is being booked.', tone: 'plain' };
    case 'no-answer':
      return {
        sentence: `The node did not say${lastAnswer.detail === '' ? '' : `: ${lastAnswer.detail}`}.`,
        tone: 'warn',
      };
  }
}

/** When its HTLC expires, by the chain of its node; null where that is not known. */
export function expiryWords({ lastAnswer, blockHeight }: PaymentInQuestion): Known | null {
  const height = lastAnswer?.expiryHeight ?? null;
  if (height === null) return null;
  const at = `Its HTLC expires at block ${groupDigits(height)}`;
  if (blockHeight === null) return { sentence: `${at}; the node’s own height is not known.`, tone: 'warn' };
  const left = height - blockHeight;
  if (left <= 0)
    return { sentence: `${at}, which has passed: the node closes a channel to get it back.`, tone: 'danger' };
  const hours = Math.max(1, Math.round((left * MINUTES_PER_BLOCK) / 60));
  return {
    sentence: `${at}, in ${groupDigits(left)} ${left === 1 ? 'block' : 'blocks'}, about ${groupDigits(hours)} h; from then on the node closes a channel.`,
    tone: left <= EXPIRY_ALARM_BLOCKS ? 'danger' : 'plain',
  };
}

/** What will happen to it without anybody’s doing. */
export function nextWords({ lastAnswer, atNode, missingSince, dispatchedAt }: PaymentInQuestion): string {
  if (dispatchedAt === null) return 'Its reservation is freed as soon as the node has been asked.';
  if (missingSince !== null && !atNode && lastAnswer?.kind !== 'in-flight')
    return 'It is freed when the node says so again, a minute after it first did.';
  return 'The node is asked again, with growing pauses of up to ten minutes, until it says how it ended.';
}

/** "3 payments are being reconciled" */
export const countWords = (count: number): string =>
  count === 1 ? '1 payment is being reconciled' : `${groupDigits(count)} payments are being reconciled`;

/** Amount with fee limit: what each of them keeps reserved. */
export const reservedBy = (payments: readonly PaymentInQuestion[]): bigint =>
  payments.reduce((sum, { spend }) => sum + BigInt(spend.amountMsat) + BigInt(spend.feeLimitMsat), 0n);

/** Those nobody has looked at first, the oldest of them first. */
export const needingFirst = (payments: readonly PaymentInQuestion[]): readonly PaymentInQuestion[] =>
  payments.toSorted(
    (a, b) =>
      Number(a.checked !== null) - Number(b.checked !== null) ||
      (a.reservedAt ?? a.spend.askedAt) - (b.reservedAt ?? b.spend.askedAt),
  );
