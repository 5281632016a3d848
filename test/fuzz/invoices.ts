// Fuzzing of the BOLT 11 reader: hostile text against an oracle that knows how each input was built. A wrong hash, recipient or amount
// would be money to somebody else; a second reading of the same text would be a second payment.
import { createHash } from 'node:crypto';
import { parseInvoice, type Invoice } from '../../electron/lightning/invoice.ts';
import { MAX_MSAT } from '../../shared/domain/money.ts';
import {
  CHARSET,
  bech32,
  invoiceText,
  keyOf,
  numberWords,
  TAGS,
  toWords,
  type Field,
  type Parts,
} from './bolt11-parts.ts';
import { createChance, type Chance } from './random.ts';
import { createTally, must, type FuzzReport } from './report.ts';

const SIGNER = createHash('sha256').update('fuzz signer').digest();
const OTHER = createHash('sha256').update('fuzz other').digest();
const PREFIXES = { lnbc: 'mainnet', lntb: 'testnet', lntbs: 'signet', lnbcrt: 'regtest' } as const;
const NOW = 1_800_000_000;

type Case = {
  readonly kind: string;
  readonly text: string;
  /** null: anything that does not throw, but never a reading that contradicts the parts. */
  readonly expected: 'refused' | 'read' | null;
  readonly parts: Parts | null;
  /** Key an accepted invoice must name; null: any but the signer's own. */
  readonly payee: string | null;
};

const field = (tag: number, bytes: Uint8Array): Field => ({ tag, words: toWords(bytes) });

/** Everything an invoice needs, in any order, with fields nobody knows in between. */
function honestParts(chance: Chance): Parts {
  const essential = [
    field(TAGS.p, chance.bytes(32)),
    field(TAGS.s, chance.bytes(32)),
    chance.once(3)
      ? field(TAGS.h, chance.bytes(32))
      : field(TAGS.d, Buffer.from(chance.text(chance.int(100)), 'utf8')),
  ];
  const optional = [
    { tag: TAGS.x, words: numberWords(chance.int(1_000_000) + 1) },
    { tag: TAGS.c, words: numberWords(chance.int(1_000)) },
    { tag: TAGS.nine, words: numberWords(2 ** 14 + 2 ** 8) },
    field(TAGS.m, chance.bytes(chance.int(40))),
    field(TAGS.n, Buffer.from(keyOf(SIGNER), 'hex')),
    { tag: chance.pick([0, 2, 4, 7, 10, 31]), words: toWords(chance.bytes(chance.int(60))) },
    // Of a known kind and an unknown length: to be skipped (BOLT 11, "MUST skip over").
    {
      tag: chance.pick([TAGS.p, TAGS.h, TAGS.s, TAGS.n]),
      words: toWords(chance.bytes(chance.pick([0, 20, 31, 34]))),
    },
  ].filter(() => chance.once(2));
  return {
    prefix: `${chance.pick(Object.keys(PREFIXES))}${honestAmount(chance)}`,
    timestamp: NOW + chance.int(1_000_000),
    fields: chance.shuffled([...essential, ...optional]),
  };
}

const honestAmount = (chance: Chance): string =>
  chance.pick([
    '',
    `${chance.int(10_000) + 1}u`,
    `${chance.int(1_000_000) + 1}n`,
    `${(chance.int(1_000_000) + 1) * 10}p`,
    `${chance.int(100) + 1}m`,
    `${chance.int(9) + 1}`,
  ]);

/** Msat a prefix names: null for none or zero; undefined for what must be refused. Written from BOLT 11, not from the reader. */
function amountOf(prefix: string): bigint | null | undefined {
  const match = /^ln(?:bcrt|tbs|tb|bc)(?:(\d+)([munp]?))?$/.exec(prefix);
  if (!match) return undefined;
  if (match[1] === undefined) return null;
  const picoPerUnit = { '': 10n ** 12n, m: 10n ** 9n, u: 10n ** 6n, n: 1_000n, p: 1n }[match[2] ?? ''] ?? 0n;
  const pico = BigInt(match[1]) * picoPerUnit;
  if (pico % 10n !== 0n) return undefined;
  const amount = pico / 10n;
  return amount > MAX_MSAT ? undefined : amount === 0n ? null : amount;
}

/** The first payment hash, and the first recipient named, of the right length. */
const firstOf = (fields: readonly Field[], tag: number, words: number): Field | undefined =>
  fields.find((one) => one.tag === tag && one.words.length === words && one.length === undefined);

function agrees(invoice: Invoice, { parts, payee }: Case): void {
  if (!parts) return;
  const network = Object.entries(PREFIXES).find(
    ([prefix]) => parts.prefix.replace(/\d.*$/, '') === prefix,
  )?.[1];
  must(invoice.network === network, () => `network ${invoice.network} of ${parts.prefix}`);
  const amount = amountOf(parts.prefix);
  must(invoice.amount === amount, () => `amount ${String(invoice.amount)} of ${parts.prefix}`);
  // Where a length lies, the fields behind it are others than those that were written; hash and recipient are then anyone's guess.
  if (parts.fields.some((one) => one.length !== undefined)) return;
  const hash = firstOf(parts.fields, TAGS.p, 52);
  const words = toWords(Buffer.from(invoice.paymentHash, 'hex'));
  must(
    hash !== undefined && words.slice(0, 51).every((word, index) => word === hash.words[index]),
    () => `payment hash ${invoice.paymentHash} is not the first of the invoice`,
  );
  if (payee !== null) must(invoice.destination === payee, () => `recipient ${invoice.destination}`);
  else
    must(invoice.destination !== keyOf(SIGNER), () => 'a forged invoice names the signer as its recipient');
}

const KINDS: Readonly<Record<string, (chance: Chance) => Omit<Case, 'kind'>>> = {
  honest: (chance) => {
    const parts = honestParts(chance);
    const text = invoiceText(parts, SIGNER);
    const dressed = chance.pick([text, text.toUpperCase(), `lightning:${text}`, ` LIGHTNING:${text}\n`]);
    return { text: dressed, expected: 'read', parts, payee: keyOf(SIGNER) };
  },
  'other amount': (chance) => {
    const amount = chance.pick([
      `${chance.int(9)}`,
      '0',
      '0u',
      '00',
      '01m',
      '1p',
      '10p',
      '19p',
      '9'.repeat(chance.int(30) + 1),
      '21000000',
      '21000001',
      `${'0'.repeat(40)}1u`,
      '1x',
      '1mm',
      'm',
      '-1u',
      '1.5u',
      '1e3',
      '２u',
      '1 u',
      `${2n ** 64n}n`,
      `${2n ** 63n}p`,
    ]);
    const parts = { ...honestParts(chance), prefix: `lnbcrt${amount}` };
    const wanted = amountOf(parts.prefix);
    return {
      text: invoiceText(parts, SIGNER),
      expected: wanted === undefined ? 'refused' : 'read',
      parts,
      payee: keyOf(SIGNER),
    };
  },
  'other structure': (chance) => {
    const honest = honestParts(chance);
    const fields: Field[] = [...honest.fields];
    for (let change = 0; change <= chance.int(4); change += 1) {
      const at = chance.int(fields.length);
      const old = fields[at] ?? { tag: 0, words: [] };
      const random = { tag: chance.int(32), words: toWords(chance.bytes(chance.int(80))) };
      const next: readonly Field[] = chance.pick([
        [],
        [old, old],
        [random],
        [old, random],
        [{ ...old, length: chance.int(1_024) }],
        [{ ...old, words: old.words.slice(0, chance.int(old.words.length + 1)) }],
        [{ ...old, words: old.words.map((word) => (chance.once(9) ? chance.int(32) : word)) }],
        [{ ...old, tag: chance.int(32) }],
      ]);
      fields.splice(at, 1, ...next);
    }
    const timestamp = chance.pick([honest.timestamp, 0, 2 ** 35 - 1]);
    const parts = { ...honest, fields, timestamp };
    return { text: invoiceText(parts, SIGNER), expected: null, parts, payee: keyOf(SIGNER) };
  },
  'many fields': (chance) => {
    const parts = honestParts(chance);
    const tags = chance.pick([[2], [2, 13], [2, 3, 9, 13, 20]]);
    const empty = Array.from({ length: chance.int(2_100) }, () => ({ tag: chance.pick(tags), words: [] }));
    return {
      text: invoiceText({ ...parts, fields: [...parts.fields, ...empty] }, SIGNER),
      expected: null,
      parts: null,
      payee: null,
    };
  },
  'forged recipient': (chance) => {
    const honest = honestParts(chance);
    const named = { tag: TAGS.n, words: toWords(Buffer.from(keyOf(SIGNER), 'hex')) };
    const fields = [named, ...honest.fields.filter((one) => one.tag !== TAGS.n)];
    return { text: invoiceText({ ...honest, fields }, OTHER), expected: 'refused', parts: null, payee: null };
  },
  'spoilt signature': (chance) => {
    const honest = honestParts(chance);
    const fields = honest.fields.filter((one) => one.tag !== TAGS.n);
    const parts = { ...honest, fields };
    const text = invoiceText(parts, SIGNER, (signature) => {
      const spoilt = Buffer.from(signature);
      switch (chance.int(4)) {
        case 0:
          return Buffer.alloc(65, chance.pick([0, 255]));
        case 1:
          spoilt[64] = ((spoilt[64] ?? 0) + 1 + chance.int(254)) % 256;
          return spoilt;
        case 2:
          return spoilt.subarray(0, chance.int(65));
        default:
          spoilt[chance.int(64)] = chance.int(256);
          return spoilt.equals(signature) ? Buffer.alloc(65) : spoilt;
      }
    });
    return { text, expected: null, parts: null, payee: null };
  },
  'words changed, checksum right': (chance) => {
    const honest = honestParts(chance);
    const parts = { ...honest, fields: honest.fields.filter((one) => one.tag !== TAGS.n) };
    const text = invoiceText(parts, SIGNER);
    const at = text.lastIndexOf('1');
    const words = Array.from(text.slice(at + 1, -6), (letter) => CHARSET.indexOf(letter));
    const changed = chance.int(words.length - 104);
    words[changed] = ((words[changed] ?? 0) + 1 + chance.int(30)) % 32;
    return {
      text: bech32(text.slice(0, at), words),
      expected: null,
      parts: { ...parts, fields: [{ tag: 0, words: [], length: 0 }] },
      payee: null,
    };
  },
  'letters changed': (chance) => {
    const letters = Array.from(invoiceText(honestParts(chance), SIGNER));
    for (let change = 0; change <= chance.int(3); change += 1) {
      const at = 4 + chance.int(letters.length - 4);
      const old = letters[at];
      let next = old;
      while (next === old)
        next = chance.pick([...Array.from(CHARSET), '1', 'b', 'i', 'o', ' ', '\u0000', 'é']);
      letters[at] = next ?? 'q';
    }
    return { text: letters.join(''), expected: 'refused', parts: null, payee: null };
  },
  'cut, doubled or padded': (chance) => {
    const text = invoiceText(honestParts(chance), SIGNER);
    const at = chance.int(text.length - 1) + 1;
    const cut = chance.pick([
      text.slice(0, at),
      text.slice(at),
      text + text,
      text.slice(0, at) + text.slice(at - 1),
      `${text}q`,
      text.padEnd(7_090 + chance.int(2_000), 'q'),
    ]);
    return { text: cut, expected: 'refused', parts: null, payee: null };
  },
  'not an invoice': (chance) => ({
    text: chance.pick([
      chance.text(chance.int(200)),
      chance.text(chance.int(200), CHARSET),
      `lnbcrt1${chance.text(chance.int(300), CHARSET)}`,
      `lnbc${chance.text(chance.int(7_000), '0123456789')}1${chance.text(20, CHARSET)}`,
      `lno1${chance.text(200, CHARSET)}`,
      `lnurl1${chance.text(100, CHARSET)}`,
      `bcrt1${chance.text(39, CHARSET)}`,
      keyOf(chance.bytes(32).fill(1, 0, 1)),
      'satoshi@example.com',
      '1'.repeat(8_000),
      '',
    ]),
    expected: 'refused',
    parts: null,
    payee: null,
  }),
};

export const INVOICE_KINDS = Object.keys(KINDS);

export function invoiceCase(seed: string, index: number): Case {
  const chance = createChance(`${seed}/invoice/${index}`);
  const kind = INVOICE_KINDS[index % INVOICE_KINDS.length] ?? '';
  const make = KINDS[kind];
  if (!make) throw new Error(`no such kind: ${kind}`);
  return { kind, ...make(chance) };
}

/** `from` and `count` choose the inputs: the same index of the same seed is always the same text. */
export async function fuzzInvoices(
  seed: string,
  count: number,
  from = 0,
  reader: typeof parseInvoice = parseInvoice,
): Promise<FuzzReport> {
  const tally = createTally('invoices');
  for (let index = from; index < from + count; index += 1) {
    const made = invoiceCase(seed, index);
    await tally.input(index, made.kind, () => {
      const read = reader(made.text);
      const outcome = read.ok ? 'read' : 'refused';
      if (made.expected !== null)
        must(
          outcome === made.expected,
          () => `was ${outcome}, should be ${made.expected ?? ''}: ${made.text}`,
        );
      if (!read.ok) return outcome;
      agrees(read.value, made);
      // The gate keeps and sends this text: it must mean the same when it is read again.
      const again = reader(read.value.text);
      must(again.ok && again.value.paymentHash === read.value.paymentHash, () => 'reads differently again');
      return outcome;
    });
  }
  return tally.done();
}
