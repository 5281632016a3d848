// Amounts in words: grouped satoshis for logs and messages. The screen's `Amount` component builds on the same digits.

/** "250,000 sats"; a part of a satoshi is shown exactly ("0.021 sats"), never rounded away. `amount` in msat. */
export function satsText(amount: bigint): string {
  return `${satsDigits(amount)} ${amount === 1_000n ? 'sat' : 'sats'}`;
}

/** The digits of `satsText` alone. */
function satsDigits(amount: bigint): string {
  const negative = amount < 0n;
  const value = negative ? -amount : amount;
  const whole = (value / 1_000n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = value % 1_000n;
  const fraction = rest === 0n ? '' : `.${rest.toString().padStart(3, '0').replace(/0+$/, '')}`;
  return `${negative ? '-' : ''}${whole}${fraction}`;
}
