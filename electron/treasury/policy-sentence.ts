// Policy sentence: who can spend under a policy, in words for the person who is about to register it.
import type { ReadPolicy } from '../bitcoin/wallet-policy.ts';

const WAITS = /\b(older|after)\((\d+)\)/g;
/** BIP-65 and BIP-68: below this a lock is a block height or a number of blocks, from it on a time. */
const HEIGHTS = 500_000_000;
const TIME_FLAG = 1 << 22;

export function policySentence({ shape, keys, policy }: ReadPolicy): string {
  switch (shape.kind) {
    case 'wpkh':
    case 'tr':
      return 'The one key can spend alone.';
    case 'multi':
      return shape.threshold === keys.length
        ? `All ${keys.length} keys must sign.`
        : `Any ${shape.threshold} of the ${keys.length} keys can spend together. Lose more than ${keys.length - shape.threshold} and the coins are gone.`;
    case 'miniscript': {
      const waits = [...policy.template.matchAll(WAITS)].map(([, kind, text]) =>
        waitOf(kind ?? '', Number(text)),
      );
      const after = waits.length === 0 ? '' : ` One way opens only ${waits.join(', another ')}.`;
      return `A script of ${keys.length} keys decides who can spend.${after} Read the template before you register it.`;
    }
  }
}

function waitOf(kind: string, value: number): string {
  if (kind === 'after')
    return value < HEIGHTS
      ? `from block ${value.toLocaleString('en')} on`
      : `from ${new Date(value * 1_000).toISOString().slice(0, 10)} on`;
  return (value & TIME_FLAG) === 0
    ? `once a coin is ${value.toLocaleString('en')} blocks old`
    : `once a coin is ${Math.round(((value & 0xffff) * 512) / 3_600)} hours old`;
}
