// How hard a passphrase is to guess: zxcvbn's estimate, and what that means against this vault's key derivation. Never leaves the core.

export type PassphraseStrength = {
  /** 0 worst to 4 best, zxcvbn's scale. */
  readonly score: number;
  /** log10 of the estimated guesses. */
  readonly guessesLog10: number;
  readonly sentence: string;
};

/** The estimate grows slower than linear in time but not in length; a longer passphrase is at least as strong as its beginning. */
const EXAMINED_CHARACTERS = 128;

/**
 * One guess takes 0.26 s of processor time at production cost (measured on two cores of 2026): 3.8 a second on one core. Reckoned with
 * more, in the attacker's favour.
 */
const GUESSES_PER_CORE_SECOND = 10;
const CORES = 1_000;

type Check = (passphrase: string) => { readonly score: number; readonly guessesLog10: number };
let loading: Promise<Check> | undefined;

/** Takes 20 to 120 ms of the main thread; 30 MB of word lists are loaded at the first call. */
export async function passphraseStrength(passphrase: string): Promise<PassphraseStrength> {
  if (passphrase === '') return { score: 0, guessesLog10: 0, sentence: 'Type a passphrase.' };
  loading ??= load();
  const check = await loading;
  const { score, guessesLog10 } = check(passphrase.normalize('NFKC').slice(0, EXAMINED_CHARACTERS));
  return { score, guessesLog10, sentence: sentenceOf(guessesLog10) };
}

/** What the figure means, and on which assumption; it promises nothing beyond the estimate. */
export function sentenceOf(guessesLog10: number): string {
  const byOne = duration(guessesLog10 - Math.log10(GUESSES_PER_CORE_SECOND));
  const byMany = duration(guessesLog10 - Math.log10(GUESSES_PER_CORE_SECOND * CORES));
  return `Someone who has the vault file and tries ${GUESSES_PER_CORE_SECOND} passphrases a second on each processor core would find it, by this estimate, ${byOne} on one core and ${byMany} on ${CORES.toLocaleString('en')}.`;
}

const UNITS = [
  ['second', 1],
  ['minute', 60],
  ['hour', 3_600],
  ['day', 86_400],
  ['year', 31_557_600],
] as const;
/** Above this a figure says no more than the words. */
const LONGEST_YEARS = 1_000_000;

function duration(log10Seconds: number): string {
  const seconds = 10 ** log10Seconds;
  if (seconds < 1) return 'at once';
  const [unit, length] = UNITS.findLast(([, size]) => seconds >= size) ?? UNITS[0];
  const amount = seconds / length;
  if (unit === 'year' && amount > LONGEST_YEARS) return 'after more than a million years';
  const shown = amount < 100 ? Math.floor(amount) : Number(amount.toPrecision(2));
  return `after about ${shown.toLocaleString('en', { maximumFractionDigits: 0 })} ${unit}${shown === 1 ? '' : 's'}`;
}

async function load(): Promise<Check> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const estimator = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  });
  return (passphrase) => estimator.check(passphrase);
}
