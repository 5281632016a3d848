// What-if words: how the sums and lines of a replayed month read. Pure.
import type { WhatIfRow } from '../../../shared/contract/agents.ts';
import { RULE_BROKEN, type Verdict } from '../../../shared/domain/decision.ts';
import { groupDigits } from '../../ui/format.ts';
import type { Tone } from '../../ui/StatusChip.tsx';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  allow: 'allowed',
  hold: 'held',
  refuse: 'refused',
};
export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = { allow: 'ok', hold: 'warn', refuse: 'danger' };
export const VERDICTS = ['allow', 'hold', 'refuse'] as const;

/** "+9", "−12", "±0" as people write them. */
export const signed = (difference: number): string =>
  difference === 0 ? '±0' : `${difference > 0 ? '+' : '−'}${groupDigits(Math.abs(difference))}`;

type Counts = Readonly<Record<Verdict, number>>;

/** "−12 allowed, +9 held, +3 refused"; what stays the same is left out. */
export function differenceWords(before: Counts, after: Counts): string {
  const parts = VERDICTS.flatMap((verdict) => {
    const difference = after[verdict] - before[verdict];
    return difference === 0 ? [] : [`${signed(difference)} ${VERDICT_WORDS[verdict]}`];
  });
  return parts.length === 0 ? 'no payment decided otherwise' : parts.join(', ');
}

/** Why, and what would have become of the money where that is not plain. */
export function whyWords({ after, broken, money }: WhatIfRow): string {
  if (money === 'repeats') return 'An earlier payment of the same invoice would have answered it';
  if (money === 'fails') return 'It would have failed: the fee it took is above the new limit';
  const rules = sentence(broken.map(({ rule }) => RULE_BROKEN[rule]).join('; '));
  if (after === 'refuse' && broken.length > 0 && broken.every(({ verdict }) => verdict === 'hold'))
    return `${rules}; too many would have waited already`;
  return rules;
}

const sentence = (clause: string): string => clause.charAt(0).toUpperCase() + clause.slice(1);
