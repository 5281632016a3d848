// Requests nobody should send: each gets the named answer or silence, the gate is not asked, and the service goes on.
import { finalizeEvent, generateSecretKey } from 'nostr-tools/pure';
import { encrypt, getConversationKey, decrypt } from 'nostr-tools/nip44';
import { describe, expect, it, vi } from 'vitest';
import type { GateAnswer } from '../../../../electron/gate/gate.ts';
import type { NostrEvent } from '../../../../electron/nostr/event.ts';
import { SETTLED } from '../../../fakes/scripted-gate.ts';
import { START } from '../../../support/fake-clock.ts';
import { startNwcBench, type NwcBench } from '../../../support/nwc-bench.ts';

/** Sends, then asks something ordinary: whatever was to be said about the first has been said by then. */
async function heardAfter(bench: NwcBench, event: NostrEvent): Promise<number> {
  const before = bench.client.heard.length;
  bench.client.publish(event);
  await bench.client.ask('get_balance');
  return bench.client.heard.length - before - 1;
}

describe('content that is no request', () => {
  it.each([
    ['garbage', 'not json'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['no method', '{"params":{}}'],
    ['a method that is no text', '{"method":["pay_invoice"],"params":{}}'],
    ['params that are a list', '{"method":"pay_invoice","params":[1]}'],
    ['params that are text', '{"method":"pay_invoice","params":"lnbc1"}'],
    ['deep nesting', `{"method":"pay_invoice","params":${'['.repeat(9_000)}${']'.repeat(9_000)}}`],
  ])('is answered bad_request: %s', async (_name, text) => {
    const { client, gate } = await startNwcBench();
    const { error, result } = await client.ask('', {}, { text });
    expect(error).toMatchObject({ code: 'OTHER', message: expect.stringMatching(/^bad_request /) as string });
    expect(result).toBeNull();
    expect(gate.asked).toEqual([]);
  });

  it('is answered NOT_IMPLEMENTED under its own name when the method is unknown', async () => {
    const { client } = await startNwcBench();
    for (const method of [
      'multi_pay_invoice',
      'pay_keysend',
      'create_connection',
      'constructor',
      '__proto__',
    ])
      expect((await client.ask(method)).error?.code).toBe('NOT_IMPLEMENTED');
    expect((await client.ask('multi_pay_invoice')).result_type).toBe('multi_pay_invoice');
  });

  it('is answered RESTRICTED when the method was not granted', async () => {
    const { client, gate } = await startNwcBench({ connection: { methods: ['get_balance'] } });
    for (const method of ['pay_invoice', 'pay', 'make_invoice', 'get_budget'])
      expect((await client.ask(method, { invoice: 'x' })).error).toMatchObject({ code: 'RESTRICTED' });
    expect(gate.asked).toEqual([]);
  });
});

describe('amounts', () => {
  const WRONG = ['21000', 1.5, -1, 1e308, 0, true, [], {}, 9_007_199_254_740_992];
  it.each([
    ['pay_invoice', 'amount', { invoice: 'x' }],
    ['pay', 'amount', { payment: 'lnbcrt1x' }],
    ['make_invoice', 'amount', {}],
  ])('of %s (%s) are whole numbers of msat above zero and nothing else', async (method, field, rest) => {
    const { client, gate, clock } = await startNwcBench();
    for (const value of WRONG) {
      clock.advance(2);
      const { error } = await client.ask(method, { ...rest, [field]: value });
      expect([value, error?.code]).toEqual([value, 'OTHER']);
      expect(error?.message).toMatch(/^bad_request amount: must be a whole number of millisatoshi/);
    }
    expect([...gate.asked, ...gate.invoices]).toEqual([]);
  });

  it('of a fee ceiling may be zero but not negative, fractional or text', async () => {
    const { client, gate } = await startNwcBench();
    for (const max_fee of [-1, 0.5, '3', 1e308])
      expect((await client.ask('pay_invoice', { invoice: 'x', max_fee })).error?.message).toMatch(
        /^bad_request max_fee/,
      );
    expect(gate.asked).toEqual([]);
  });
});

describe('encryption', () => {
  it.each([
    ['no tag', (service: string) => [['p', service]]],
    [
      'nip04',
      (service: string) => [
        ['p', service],
        ['encryption', 'nip04'],
      ],
    ],
    [
      'an unknown scheme',
      (service: string) => [
        ['p', service],
        ['encryption', 'nip44_v3'],
      ],
    ],
    ['an empty tag', (service: string) => [['p', service], ['encryption']]],
  ])('other than NIP-44 is refused, in NIP-44: %s', async (_name, tags) => {
    const { client, connection, gate } = await startNwcBench();
    const { error } = await client.ask(
      'pay_invoice',
      { invoice: 'x' },
      { tags: tags(connection.serviceKey) },
    );
    expect(error?.code).toBe('UNSUPPORTED_ENCRYPTION');
    expect(gate.asked).toEqual([]);
  });

  it.each([
    ['NIP-04 text under a NIP-44 tag', 'c2VjcmV0IHRleHQ=?iv=AAAAAAAAAAAAAAAAAAAAAA=='],
    ['nothing', ''],
    ['plain JSON', '{"method":"pay_invoice","params":{"invoice":"x"}}'],
    ['100 kB', 'A'.repeat(100_000)],
  ])('that cannot be opened is answered bad_request: %s', async (_name, content) => {
    const { client, gate } = await startNwcBench();
    expect((await client.ask('', {}, { content })).error).toMatchObject({ code: 'OTHER' });
    expect(gate.asked).toEqual([]);
  });

  it('with one bit changed is not opened', async () => {
    const { client, gate } = await startNwcBench();
    const { content } = client.event('pay_invoice', { invoice: 'x' });
    const bytes = Buffer.from(content, 'base64');
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    const answer = await client.ask('', {}, { content: bytes.toString('base64') });
    expect(answer.error?.message).toMatch(/^bad_request/);
    expect(gate.asked).toEqual([]);
  });
});

describe('who asks', () => {
  it('is the key that signed: another key gets UNAUTHORIZED, encrypted to itself', async () => {
    const { relay, connection, gate } = await startNwcBench();
    const stranger = generateSecretKey();
    const key = getConversationKey(stranger, connection.serviceKey);
    const event = finalizeEvent(
      {
        kind: 23_194,
        created_at: START,
        tags: [
          ['p', connection.serviceKey],
          ['encryption', 'nip44_v2'],
        ],
        content: encrypt('{"method":"pay_invoice","params":{"invoice":"x"}}', key),
      },
      stranger,
    );
    relay.deliver(event as unknown as NostrEvent);
    await vi.waitFor(() => expect(relay.published.filter(({ kind }) => kind === 23_195)).toHaveLength(1));
    const answer = relay.published.find(({ kind }) => kind === 23_195);
    expect(answer?.tags).toContainEqual(['p', event.pubkey]);
    expect(decrypt(answer?.content ?? '', key)).toContain('"UNAUTHORIZED"');
    expect(gate.asked).toEqual([]);
  });

  it('cannot make the service shout: strangers are answered a few times and then ignored', async () => {
    const { relay, connection, client } = await startNwcBench();
    for (let index = 0; index < 30; index += 1) {
      const stranger = generateSecretKey();
      const tags = [['p', connection.serviceKey]];
      relay.deliver(
        finalizeEvent(
          { kind: 23_194, created_at: START, tags, content: '' },
          stranger,
        ) as unknown as NostrEvent,
      );
    }
    await client.ask('get_balance');
    expect(relay.published.filter(({ kind }) => kind === 23_195)).toHaveLength(6);
  });

  it('is ignored when the p tag names another key', async () => {
    const bench = await startNwcBench();
    const tags = [
      ['p', 'aa'.repeat(32)],
      ['p', bench.connection.serviceKey],
      ['encryption', 'nip44_v2'],
    ];
    expect(await heardAfter(bench, bench.client.event('get_info', {}, { tags }))).toBe(0);
  });

  it('is ignored, and counted against the relay, when the signature is wrong', async () => {
    const bench = await startNwcBench();
    const good = bench.client.event('pay_invoice', { invoice: 'x' });
    const sig = `${good.sig.startsWith('00') ? '11' : '00'}${good.sig.slice(2)}`;
    expect(await heardAfter(bench, { ...good, sig })).toBe(0);
    expect(bench.gate.asked).toEqual([]);
    expect(bench.service.relays()[0]?.note).toBe('sent 1 forged event, dropped');
    // The genuine event is not lost by the forged one that came first.
    expect((await bench.client.answerTo(good)).result).not.toBeNull();
  });

  it('is told UNAUTHORIZED when the connection has expired', async () => {
    const bench = await startNwcBench({ connection: { expiresAt: (START + 10) as never } });
    bench.clock.advance(10);
    const asked = bench.client.ask('pay_invoice', { invoice: 'x' });
    expect((await asked).error).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(bench.gate.asked).toEqual([]);
  });

  it('is nobody once the connection is revoked', async () => {
    const bench = await startNwcBench();
    const other = await bench.join('two');
    bench.connections.drop(bench.connection.id);
    bench.client.publish(bench.client.event('pay_invoice', { invoice: 'x' }));
    await vi.waitFor(() => expect(bench.relay.published.at(-1)?.pubkey).toBe(bench.client.publicKey));
    await other.ask('get_balance');
    expect([bench.gate.asked, bench.client.heard]).toEqual([[], []]);
    bench.clock.advance(1);
    await vi.waitFor(() =>
      expect(bench.relay.requests.at(-1)?.filter['#p']).toEqual([
        bench.connections.get('two' as never)?.serviceKey,
      ]),
    );
  });
});

describe('time', () => {
  it.each([
    ['91 s old', { createdAt: START - 91 }],
    ['91 s ahead', { createdAt: START + 91 }],
  ])('a request that is %s is not answered, a payment is the gate’s to judge', async (_name, parts) => {
    const bench = await startNwcBench();
    bench.relay.obeysSince = false;
    expect(await heardAfter(bench, bench.client.event('get_info', {}, parts))).toBe(0);
    expect(await heardAfter(bench, bench.client.event('made_up', {}, parts))).toBe(0);
    bench.gate.onPay = () => Promise.resolve(null);
    expect(await heardAfter(bench, bench.client.event('pay_invoice', { invoice: 'x' }, parts))).toBe(0);
    expect(bench.gate.asked).toHaveLength(1);
  });

  it('an expiration in the past silences a read and is handed to the gate with a payment', async () => {
    const bench = await startNwcBench();
    const tags = [
      ['p', bench.connection.serviceKey],
      ['encryption', 'nip44_v2'],
      ['expiration', String(START - 1)],
    ];
    expect(await heardAfter(bench, bench.client.event('get_info', {}, { tags }))).toBe(0);
    await bench.client.ask('pay_invoice', { invoice: 'x' }, { tags });
    expect(bench.gate.asked[0]?.expiresAt).toBe(START - 1);
  });

  it('an expiration that cannot be read is refused rather than ignored', async () => {
    const { client, connection, gate } = await startNwcBench();
    const tags = [
      ['p', connection.serviceKey],
      ['encryption', 'nip44_v2'],
      ['expiration', 'soon'],
    ];
    expect((await client.ask('pay_invoice', { invoice: 'x' }, { tags })).error?.message).toMatch(
      /^bad_request/,
    );
    expect(gate.asked).toEqual([]);
  });
});

describe('the same request again', () => {
  it('is done once and answered again with the same words', async () => {
    const { client, gate, relay } = await startNwcBench();
    relay.copies = 2;
    const event = client.event('pay_invoice', { invoice: 'x' });
    await client.answerTo(event);
    client.publish(event);
    await vi.waitFor(() => expect(client.answers(event).length).toBeGreaterThanOrEqual(3));
    expect(gate.asked).toHaveLength(1);
    expect(new Set(client.answers(event).map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('waits for the first while that is running', async () => {
    const { client, gate } = await startNwcBench();
    const { promise, resolve } = Promise.withResolvers<GateAnswer>();
    gate.onPay = () => promise;
    const event = client.event('pay_invoice', { invoice: 'x' });
    client.publish(event);
    client.publish(event);
    await client.ask('get_balance');
    expect(gate.asked).toHaveLength(1);
    resolve(SETTLED);
    await vi.waitFor(() => expect(client.answers(event)).toHaveLength(1));
  });
});

describe('a flood', () => {
  it('of reads is answered RATE_LIMITED', async () => {
    const { client } = await startNwcBench();
    const answers = await Promise.all(Array.from({ length: 40 }, () => client.ask('get_balance')));
    expect(answers.filter(({ error }) => error?.code === 'RATE_LIMITED')).toHaveLength(20);
  });

  it('of one agent leaves another one served', async () => {
    const bench = await startNwcBench();
    const calm = await bench.join('two');
    for (let index = 0; index < 400; index += 1)
      bench.client.publish(bench.client.event('get_balance', { index }));
    expect((await calm.ask('get_balance')).result).toEqual({ balance: 250_000_000 });
  });

  it('of slow payments does not hold up a read', async () => {
    const { client, gate } = await startNwcBench();
    gate.onPay = () => new Promise(() => undefined);
    for (let index = 0; index < 70; index += 1)
      client.publish(client.event('pay_invoice', { invoice: `${index}` }));
    expect((await client.ask('get_balance')).result).toEqual({ balance: 250_000_000 });
    expect(gate.asked).toHaveLength(64);
  });

  it('that breaks a method inside is answered INTERNAL each time and goes on', async () => {
    const { client, gate, errors } = await startNwcBench();
    gate.onSpendable = () => {
      throw new Error('database is locked');
    };
    for (let index = 0; index < 3; index += 1)
      expect((await client.ask('get_balance')).error?.message).toMatch(/^log=/);
    expect(errors).toHaveLength(3);
    gate.onSpendable = () => 1n;
    expect((await client.ask('get_balance')).result).toEqual({ balance: 1 });
  });
});

describe('the agent’s words', () => {
  it('are cut at 4,096 characters and stripped of marks that change how text reads', async () => {
    const { client, gate } = await startNwcBench();
    const comment = `pay \u202Eecila\u0000\u001b[31m ${'x'.repeat(5_000)}`;
    await client.ask('pay_invoice', { invoice: 'x', metadata: { comment } });
    const purpose = gate.asked[0]?.purpose ?? '';
    expect(purpose.length).toBeLessThanOrEqual(4_096);
    expect(purpose).toMatch(/^pay {2}ecila/);
    expect(purpose).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('may be absent, empty or of any shape', async () => {
    const { client, gate } = await startNwcBench();
    for (const metadata of [undefined, null, {}, [], 'text', 7, { a: { b: ['c'] } }])
      await client.ask('pay_invoice', { invoice: 'x', metadata });
    expect(gate.asked.map(({ purpose }) => purpose)).toEqual([
      '',
      '',
      '',
      '',
      'text',
      '7',
      '{"a":{"b":["c"]}}',
    ]);
  });
});
