// Request client: what a client of the wallet sends: honest calls with invoices the node can pay, sealed and signed, or spoilt on the way.
import { createHash } from 'node:crypto';
import { createConversation } from '../../electron/nostr/encryption.ts';
import { signEvent } from '../../electron/nostr/event.ts';
import { msat } from '../../shared/domain/money.ts';
import { NWC_METHODS } from '../../shared/domain/nwc.ts';
import { seededRandom } from '../support/assemble-gate.ts';
import { invoiceText, numberWords, TAGS, toWords } from './bolt11-parts.ts';
import type { Chance } from './random.ts';
import { secretOf, type Harness } from './request-harness.ts';

/** An invoice for this moment, with the preimage the node will learn. */
export function payable(chance: Chance, harness: Harness, amount: string): { text: string; hash: string } {
  const preimage = chance.bytes(32);
  const hash = createHash('sha256').update(preimage).digest();
  const text = invoiceText(
    {
      prefix: `lnbcrt${amount}`,
      timestamp: harness.clock.now(),
      fields: [
        { tag: TAGS.p, words: toWords(hash) },
        { tag: TAGS.s, words: toWords(chance.bytes(32)) },
        { tag: TAGS.d, words: toWords(Buffer.from('fuzz')) },
        { tag: TAGS.x, words: numberWords(3_600) },
      ],
    },
    secretOf('shop'),
  );
  const id = hash.toString('hex') as never;
  harness.node.knowPreimage(id, preimage.toString('hex'));
  const script = chance.int(20);
  harness.node.script(
    id,
    script === 0
      ? { kind: 'fail' }
      : script === 1
        ? { kind: 'settle-unheard', fee: msat(0n) }
        : { kind: 'settle', fee: msat(0n) },
  );
  return { text, hash: hash.toString('hex') };
}

type Call = { readonly method: string; readonly params: unknown };

/** A request an honest client might send, for each method served. */
export function honestCall(chance: Chance, harness: Harness): Call {
  const method = chance.pick([...NWC_METHODS, 'pay_invoice' as const, 'pay' as const]);
  const amount = chance.pick(['', '1u', '10u', '99n', '25u', '300u']);
  const named = amount === '' ? { amount: chance.int(1_000_000) + 1 } : {};
  switch (method) {
    case 'pay_invoice':
      return {
        method,
        params: { invoice: payable(chance, harness, amount).text, ...named, metadata: { comment: 'x' } },
      };
    case 'pay': {
      const { text } = payable(chance, harness, amount);
      const payment = chance.pick([text, `lightning:${text}`, `bitcoin:?lightning=${text}`]);
      return { method, params: { payment, ...named, max_fee: 1_000, payer_note: 'thanks' } };
    }
    case 'make_invoice':
      return { method, params: { amount: 1_000, description: 'x', expiry: 600 } };
    case 'lookup_invoice':
      return { method, params: { payment_hash: chance.hex(32) } };
    case 'lookup_payment':
      return { method, params: chance.pick([{ payment_hash: chance.hex(32) }, { transaction_id: 'abc' }]) };
    case 'list_transactions':
      return { method, params: { from: 0, until: 2_000_000_000, limit: 5, offset: 0, unpaid: true } };
    case 'get_balance':
    case 'get_budget':
    case 'get_info':
      return { method, params: {} };
  }
}

export type Sealing = {
  readonly client?: 'whole' | 'narrow';
  readonly tags?: string[][];
  readonly age?: number;
};

/** The clients: they encrypt and sign as NIP-47 asks, and open what comes back. */
export function createSealer(harness: Harness) {
  const random = seededRandom('client');
  const keys = new Map(
    harness.connections.map((connection) => {
      const secret = secretOf(`client ${connection.label}`);
      return [
        connection.label,
        { secret, connection, talk: createConversation(secret, connection.serviceKey, random) },
      ];
    }),
  );
  const of = (client: string) => {
    const found = keys.get(client);
    if (!found) throw new Error('no such client');
    return found;
  };
  /** Content that is encrypted, in an event that is signed. */
  const event = (content: string, { client = 'whole', tags, age = 0 }: Sealing = {}, kind = 23_194) => {
    const { secret, connection } = of(client);
    const own = [
      ['p', connection.serviceKey],
      ['encryption', 'nip44_v2'],
    ];
    const template = { kind, created_at: harness.clock.now() - age, tags: tags ?? own, content };
    return signEvent(template, secret, random);
  };
  return {
    event,
    seal: (text: string, client = 'whole') => of(client).talk.encrypt(text),
    open: (content: string, client: string) => of(client).talk.decrypt(content),
  };
}

export type Sealer = ReturnType<typeof createSealer>;
