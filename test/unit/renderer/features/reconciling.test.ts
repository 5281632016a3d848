// What is known of a payment without an outcome, in sentences an operator can act on.
import { describe, expect, it } from 'vitest';
import type { PaymentInQuestion } from '../../../../shared/contract/app.ts';
import {
  answerWords,
  countWords,
  expiryWords,
  needingFirst,
  nextWords,
  reservedBy,
} from '../../../../renderer/features/reconciling/known-words.ts';
import { paymentsInQuestion } from '../../../support/fake-in-question.ts';

const NOW = 1_800_000_000;
const [held, missing, silent] = paymentsInQuestion(NOW, new Map()) as [
  PaymentInQuestion,
  PaymentInQuestion,
  PaymentInQuestion,
];

describe('what is known of a payment in question', () => {
  it('says what the node last said, or why it said nothing', () => {
    expect(answerWords(held).sentence).toContain('on its way');
    expect(answerWords(missing)).toMatchObject({ tone: 'warn' });
    expect(answerWords(silent).sentence).toContain('does not answer');
    expect(answerWords({ ...silent, blockHeight: 842 }).sentence).toContain('not been asked');
    expect(answerWords({ ...held, dispatchedAt: null }).sentence).toContain('never handed');
    const lastAnswer = { at: NOW, kind: 'no-answer', detail: 'UNAVAILABLE', expiryHeight: null } as const;
    expect(answerWords({ ...held, lastAnswer }).sentence).toBe('The node did not say: UNAVAILABLE.');
  });

  it('counts the blocks to the expiry of its HTLC, alarms when they are few, and says when they are over', () => {
    expect(expiryWords(held)).toMatchObject({ tone: 'danger' });
    expect(expiryWords(held)?.sentence).toContain('in 19 blocks, about 3 h');
    expect(expiryWords({ ...held, blockHeight: 861 })?.sentence).toContain('has passed');
    expect(expiryWords({ ...held, blockHeight: 700 })).toMatchObject({ tone: 'plain' });
    expect(expiryWords({ ...held, blockHeight: null })).toMatchObject({ tone: 'warn' });
    expect(expiryWords(missing)).toBeNull();
  });

  it('says what comes next without anybody’s doing', () => {
    expect(nextWords(held)).toContain('asked again');
    expect(nextWords(missing)).toContain('freed when the node says so again');
    expect(nextWords({ ...missing, atNode: true })).toContain('asked again');
  });

  it('puts first what nobody has looked at, and of that the oldest', () => {
    const checked = { at: NOW, reason: 'seen', seq: 1 };
    expect(needingFirst([missing, { ...held, checked }, silent])).toEqual([
      silent,
      missing,
      { ...held, checked },
    ]);
    expect(reservedBy([held, silent])).toBe(12_900_000n + 61_500_000n);
    expect([countWords(1), countWords(3)]).toEqual([
      '1 payment is being reconciled',
      '3 payments are being reconciled',
    ]);
  });
});
