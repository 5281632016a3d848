// Request kinds: every class of hostile event, with the answers it may get.
import { isAuthentic, parseEvent } from '../../electron/nostr/event.ts';
import { hostileRecord, hostileValue, mutated } from './hostile-values.ts';
import { invoiceCase } from './invoices.ts';
import type { Chance } from './random.ts';
import { honestCall, payable, type Sealer, type Sealing } from './request-client.ts';
import type { Harness } from './request-harness.ts';

/** `silence`, a result, or an error code. */
export type Word = string;

const REFUSALS = [
  'OTHER',
  'RESTRICTED',
  'QUOTA_EXCEEDED',
  'INSUFFICIENT_BALANCE',
  'PAYMENT_FAILED',
  'RATE_LIMITED',
];
const ANY: readonly Word[] = [
  'silence',
  'result',
  ...REFUSALS,
  'NOT_FOUND',
  'NOT_IMPLEMENTED',
  'UNSUPPORTED_PAYMENT_INSTRUCTION',
];

export type Input = {
  readonly kind: string;
  readonly raw: unknown;
  /** Client whose key opens the answer. */
  readonly client: 'whole' | 'narrow';
  readonly allowed: readonly Word[];
  /** true: money may leave for it. */
  readonly mayPay: boolean;
};

type Maker = (chance: Chance, harness: Harness, sealer: Sealer, index: number) => Omit<Input, 'kind'>;

const sealed = (sealer: Sealer, call: unknown, about?: Sealing): unknown =>
  sealer.event(sealer.seal(JSON.stringify(call), about?.client), about);

const ofWhole = { client: 'whole', mayPay: false } as const;
/** Never INTERNAL: that is a fault of ours. `silence` only where the age of the event says so. */
export const KINDS: Readonly<Record<string, Maker>> = {
  honest: (chance, harness, sealer) => ({
    ...ofWhole,
    raw: sealed(sealer, honestCall(chance, harness)),
    // A held payment is answered later; an invoice cannot be made by a node that is not scripted to.
    allowed: ['silence', 'result', ...REFUSALS, 'NOT_FOUND'],
    mayPay: true,
  }),
  'hostile parameters': (chance, harness, sealer) => {
    const { method, params } = honestCall(chance, harness);
    return {
      ...ofWhole,
      raw: sealed(sealer, { method, params: mutated(chance, params) }),
      allowed: ANY,
      mayPay: true,
    };
  },
  'hostile amounts': (chance, harness, sealer) => {
    const field = chance.pick(['amount', 'max_fee']);
    const { text } = payable(chance, harness, '');
    const value = chance.pick<unknown>([
      '1000',
      1.5,
      -1,
      1e308,
      true,
      [],
      {},
      2 ** 53,
      -0.5,
      ' 1',
      '0x1',
      [1_000],
      { valueOf: 1 },
    ]);
    return {
      ...ofWhole,
      raw: sealed(sealer, {
        method: 'pay_invoice',
        params: { invoice: text, amount: 1_000, [field]: value },
      }),
      allowed: ['OTHER'],
    };
  },
  'hostile invoice': (chance, _harness, sealer, index) => {
    const { text } = invoiceCase('requests', index);
    const [method, key] = chance.pick([['pay_invoice', 'invoice'] as const, ['pay', 'payment'] as const]);
    return {
      ...ofWhole,
      // Of an invoice of 2027 for a stranger on four networks at most a few are payable; none of them by this node.
      raw: sealed(sealer, { method, params: { [key]: text.slice(0, 8_192), amount: 1_000 } }),
      allowed: [
        'silence',
        'OTHER',
        'RESTRICTED',
        'QUOTA_EXCEEDED',
        'UNSUPPORTED_PAYMENT_INSTRUCTION',
        'result',
      ],
      mayPay: true,
    };
  },
  'unknown method': (chance, _harness, sealer) => ({
    ...ofWhole,
    raw: sealed(sealer, {
      method: chance.pick([
        'pay_keysend',
        'multi_pay_invoice',
        '__proto__',
        'constructor',
        'toString',
        'PAY_INVOICE',
        'a'.repeat(900),
        '',
      ]),
      params: hostileRecord(chance),
    }),
    allowed: ['NOT_IMPLEMENTED'],
  }),
  'method not granted': (chance, harness, sealer) => {
    const call = honestCall(chance, harness);
    return {
      client: 'narrow',
      mayPay: false,
      raw: sealed(sealer, call, { client: 'narrow' }),
      allowed: call.method === 'get_info' ? ['result'] : ['RESTRICTED'],
    };
  },
  'hostile text': (chance, _harness, sealer) => {
    const whole = JSON.stringify({ method: 'get_balance', params: {} });
    const at = chance.int(whole.length);
    const text = chance.pick([
      whole.slice(0, at),
      whole.slice(0, at) + chance.text(3) + whole.slice(at),
      chance.text(chance.int(300) + 1),
      '['.repeat(chance.pick([10, 1_000, 20_000])),
      JSON.stringify(hostileValue(chance)) ?? 'x',
      JSON.stringify({ method: hostileValue(chance), params: hostileValue(chance) }),
      '{"method":"get_balance","method":"get_info"}',
      `{"method":"get_balance","params":${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}}`,
    ]);
    return {
      ...ofWhole,
      raw: sealer.event(sealer.seal(text === '' ? ' ' : text)),
      allowed: ['OTHER', 'NOT_IMPLEMENTED', 'result'],
    };
  },
  'hostile cipher text': (chance, _harness, sealer) => {
    const content = sealer.seal('{"method":"get_balance","params":{}}');
    const bytes = Buffer.from(content, 'base64');
    bytes[chance.int(bytes.length)] = chance.int(256);
    const spoilt = bytes.toString('base64');
    const raw = chance.pick([
      spoilt === content ? 'x' : spoilt,
      content.slice(0, chance.int(content.length)),
      `${content}AAAA`,
      '',
      '#',
      `${content.slice(0, 40)}?iv=${content.slice(0, 24)}`,
      chance.text(100),
      'A'.repeat(100_000),
    ]);
    return { ...ofWhole, raw: sealer.event(raw), allowed: ['OTHER'] };
  },
  'other encryption': (chance, _harness, sealer) => {
    const p = addressTag(sealer);
    const tags = chance.pick([
      [p],
      [p, ['encryption', 'nip04']],
      [p, ['encryption']],
      [p, ['encryption', 'nip44_v2 nip04']],
      [p, ['encryption', '']],
      [p, ['encryption', 'nip04'], ['encryption', 'nip44_v2']],
    ]);
    return {
      ...ofWhole,
      raw: sealer.event(sealer.seal('{"method":"get_balance"}'), { tags }),
      allowed: ['UNSUPPORTED_ENCRYPTION'],
    };
  },
  'out of time': (chance, harness, sealer) => {
    const call = honestCall(chance, harness);
    const about = chance.once(2)
      ? { age: chance.pick([91, 3_600, 86_400 * 40, -91, -86_400]) }
      : {
          tags: [
            addressTag(sealer),
            ['encryption', 'nip44_v2'],
            ['expiration', String(harness.clock.now() - chance.int(1_000))],
          ],
        };
    return { ...ofWhole, raw: sealed(sealer, call, about), allowed: ['silence'] };
  },
  'expiration that is none': (chance, _harness, sealer) => ({
    ...ofWhole,
    raw: sealed(
      sealer,
      { method: 'get_balance' },
      {
        tags: [
          addressTag(sealer),
          ['encryption', 'nip44_v2'],
          ['expiration', chance.pick(['', 'x', '-1', '1e9', '1.5', '9'.repeat(13)])],
        ],
      },
    ),
    allowed: ['OTHER'],
  }),
  'hostile event': (chance, harness, sealer) => {
    const good = { ...(sealed(sealer, honestCall(chance, harness)) as object) };
    const key = chance.pick(['id', 'sig', 'pubkey', 'kind', 'created_at', 'content', 'tags']);
    const spoilt = { ...good, [key]: chance.once(2) ? hostileValue(chance) : chance.hex(32) };
    const raw = chance.once(4) ? mutated(chance, good) : spoilt;
    // What is only dressed differently is the same event still.
    const event = parseEvent(JSON.parse(JSON.stringify(raw) ?? 'null'));
    const isGenuine = event !== undefined && isAuthentic(event);
    return { ...ofWhole, raw, allowed: isGenuine ? ANY : ['silence'], mayPay: isGenuine };
  },
};

/** The `p` tag of the whole connection. */
const addressTag = (sealer: Sealer): string[] => [...(sealer.event('x').tags[0] ?? [])];

export const REQUEST_KINDS = Object.keys(KINDS);
