// BIP-329: labels of transactions, addresses and coins as JSON Lines, written and read. The file names every address: it is as private as a statement.
import { z } from 'zod';

z.config({ jitless: true });

export const LABEL_TYPES = ['tx', 'addr', 'pubkey', 'input', 'output', 'xpub'] as const;
export type LabelType = (typeof LABEL_TYPES)[number];

export type Label = {
  readonly type: LabelType;
  readonly ref: string;
  readonly label?: string;
  /** Abbreviated descriptor, as `wpkh([d34db33f/84'/0'/0'])`. */
  readonly origin?: string;
  /** Outputs alone: false for a coin that is frozen. */
  readonly spendable?: boolean;
};

/** BIP-329 suggests 255 characters; longer ones are cut, and counted. */
export const MAX_LABEL = 255;
const MAX_FILE = 16 * 1_024 * 1_024;
const MAX_LINES = 200_000;

const REF: Readonly<Record<LabelType, RegExp>> = {
  tx: /^[0-9a-f]{64}$/,
  addr: /^[0-9A-Za-z]{14,90}$/,
  pubkey: /^(?:[0-9a-f]{64}|[0-9a-f]{66}|[0-9a-f]{130})$/,
  input: /^[0-9a-f]{64}:\d{1,10}$/,
  output: /^[0-9a-f]{64}:\d{1,10}$/,
  xpub: /^[a-zA-Z]pub[1-9A-HJ-NP-Za-km-z]{100,112}$/,
};

// What further fields a wallet adds is ignored, as the standard asks.
const record = z.object({
  type: z.string(),
  ref: z.string().max(200),
  label: z.string().optional(),
  origin: z.string().max(500).optional(),
  spendable: z.boolean().optional(),
});

export type LabelsRead = {
  readonly labels: readonly Label[];
  /** Lines that were nothing this standard knows: number from 1, and why. */
  readonly skipped: readonly { readonly line: number; readonly why: string }[];
  /** How many labels were longer than `MAX_LABEL` and cut. */
  readonly cut: number;
};

/** One line each, `\n` behind every one; line ends inside a label become spaces. */
export const writeLabels = (labels: readonly Label[]): string =>
  labels
    .map(({ type, ref, label, origin, spendable }) =>
      JSON.stringify({
        type,
        ref,
        ...(label === undefined ? {} : { label: label.replaceAll(/[\r\n]+/g, ' ') }),
        ...(origin === undefined ? {} : { origin }),
        ...(spendable === undefined || type !== 'output' ? {} : { spendable }),
      }),
    )
    .map((line) => `${line}\n`)
    .join('');

/** Reads what it can and says what it left out. undefined: too large to be a file of labels. */
export function readLabels(text: string): LabelsRead | undefined {
  if (text.length > MAX_FILE) return undefined;
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.length > MAX_LINES) return undefined;
  const labels: Label[] = [];
  const skipped: { line: number; why: string }[] = [];
  let cut = 0;
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    const found = readLine(line);
    if (typeof found === 'string') {
      skipped.push({ line: at + 1, why: found });
      return;
    }
    if ((found.label?.length ?? 0) > MAX_LABEL) cut += 1;
    labels.push(
      found.label === undefined
        ? found
        : { ...found, label: Array.from(found.label).slice(0, MAX_LABEL).join('') },
    );
  });
  return { labels, skipped, cut };
}

function readLine(line: string): Label | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return 'not a line of JSON';
  }
  const parsed = record.safeParse(json);
  if (!parsed.success) return 'without type and reference';
  const { type, ref, label, origin, spendable } = parsed.data;
  const known = LABEL_TYPES.find((name) => name === type);
  if (known === undefined) return `of a type not known here: ${type.slice(0, 40)}`;
  if (!REF[known].test(ref)) return `a reference that is none of type ${known}`;
  return {
    type: known,
    ref,
    ...(label === undefined ? {} : { label }),
    ...(origin === undefined ? {} : { origin }),
    ...(spendable === undefined || known !== 'output' ? {} : { spendable }),
  };
}
