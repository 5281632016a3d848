// How figures and moments are shown: the operator's preferences, handed down to Amount and Time.
import { createContext, useContext, useSyncExternalStore } from 'react';
import { amountSentence, type AmountUnit } from './amount-units.ts';
import { createTicker } from './ticker.ts';
import { AMOUNT_MASK, type Rounding, type ZoneChoice } from './format.ts';

export type Display = {
  readonly hideBalances: boolean;
  readonly timeZone: ZoneChoice;
  /** Absent: sats. */
  readonly unit?: AmountUnit;
};

export const DisplayContext = createContext<Display>({ hideBalances: false, timeZone: 'local' });
export const useDisplay = (): Display => useContext(DisplayContext);

/** Amounts as words, in the operator's unit and hidden when balances are: for labels and sentences that must be text alone. */
export function useAmountWords(): (msat: string | bigint, rounding?: Rounding) => string {
  const { hideBalances, unit } = useDisplay();
  return (msat, rounding = 'ceil') => (hideBalances ? AMOUNT_MASK : amountSentence(msat, unit, rounding));
}

/** Every zone's day begins on a quarter of an hour, so what "today" is can change only then. */
const QUARTER = 900;

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

const eachSecond = createTicker(1_000);

/** Unix seconds of the wall clock; renders anew each second. */
export const useNow = (): number => useSyncExternalStore(eachSecond, nowSeconds);

const quarterSeconds = (): number => Math.floor(nowSeconds() / QUARTER) * QUARTER;

const eachMinute = createTicker(60_000);

/** A moment of today, in unix seconds; renders anew only when it may have become tomorrow. */
export const useToday = (): number => useSyncExternalStore(eachMinute, quarterSeconds);
