// Fee rates as a person types and reads them: sat/vB with at most three decimals, kept as whole satoshi per 1,000 vbytes. Pure.
import { FEE_RATE_RANGE, type SatPerKvb } from '../../../shared/domain/treasury.ts';
import { groupDigits } from '../../ui/format.ts';

const SHAPE = /^(\d{1,4})(?:\.(\d{1,3}))?$/;

/** "4.2" → 4200; undefined when it is no rate or outside of what is ever relayed. A comma is none: in half of Europe it is a point. */
export function feeRateTyped(text: string): SatPerKvb | undefined {
  const found = SHAPE.exec(text.trim());
  if (!found) return undefined;
  const rate = Number(found[1]) * 1_000 + Number((found[2] ?? '').padEnd(3, '0'));
  return rate >= FEE_RATE_RANGE.min && rate <= FEE_RATE_RANGE.max ? rate : undefined;
}

/** 4200 → "4.2", 1000 → "1". */
export function feeRateToType(rate: SatPerKvb): string {
  const part = (rate % 1_000).toString().padStart(3, '0').replace(/0+$/, '');
  return `${Math.floor(rate / 1_000)}${part === '' ? '' : `.${part}`}`;
}

/** 4200 → "4.2 sat/vB". */
export const feeRateWords = (rate: SatPerKvb): string => {
  const [whole = '', part] = feeRateToType(rate).split('.');
  return `${groupDigits(BigInt(whole))}${part === undefined ? '' : `.${part}`} sat/vB`;
};

/** Rates worth a choice: within a day, and of equal ones the one that comes soonest. A source names up to thirty. */
export function ratesToChoose<T extends { readonly blocks: number; readonly rate: SatPerKvb }>(
  targets: readonly T[],
): readonly T[] {
  const soonest = targets.toSorted((a, b) => a.blocks - b.blocks).filter(({ blocks }) => blocks <= 144);
  return soonest.filter(({ rate }, at) => rate !== soonest[at - 1]?.rate);
}

/** Blocks come every ten minutes on average: "next block", "about 30 min", "about a day". */
export function targetWords(blocks: number): string {
  if (blocks <= 1) return 'next block';
  const minutes = blocks * 10;
  if (minutes < 120) return `about ${minutes} min`;
  if (minutes < 1_440) return `about ${Math.round(minutes / 60)} h`;
  return minutes === 1_440 ? 'about a day' : `about ${Math.round(minutes / 1_440)} days`;
}
