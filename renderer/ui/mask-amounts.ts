// Amounts inside sentences of the log, hidden with all other amounts. Pure.

/** SECURITY: of fixed width, as in Amount: a mask as long as the figure tells its magnitude. */
const MASK = '•••••';

/** "paid 12,400 sats" → "paid ••••• sats". "150,500 over the single limit" is an amount too. */
export const maskAmounts = (sentence: string): string =>
  sentence.replace(/\d[\d,.]*(?=\s(?:sats?|msat|over)\b)/g, MASK);
