// Scenarios 27 to 30: answers that get lost, garbage, floods, and a full disk.
import { generateSecretKey, finalizeEvent } from 'nostr-tools/pure';
import { NO_VICES } from '../world/relay.ts';
import { drain, inFlight, paid, times, type Scenario } from './scenario.ts';

const RESPONSE = 23_195;

export const NOISE: readonly Scenario[] = [
  {
    no: '27',
    name: 'the relay loses every answer, says no OK, and is cut',
    passes: 'agents give up; no duplicate; the answer is there when asked again',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      Object.assign(world.relay.vices, { loses: [RESPONSE], silent: true });
      const invoices = times(2, () => world.invoice(600));
      const events = invoices.map(({ text }) => world.agent.event('pay_invoice', { invoice: text }));
      for (const event of events) {
        world.agent.publish(event);
        await world.agent.answerTo(event, 300);
        world.agent.publish(event);
        await world.pay(world.node.payees.byHash(invoices[0]?.hash ?? '') ?? '', world.agent, 300);
      }
      world.relay.cut();
      Object.assign(world.relay.vices, NO_VICES);
      await world.until(
        'the wallet is back',
        () => world.relay.listeners(world.agent.serviceKey) > 0,
        20_000,
      );
      await world.until('the agent is back', () => world.relay.listeners(world.agent.publicKey) > 0, 20_000);
      for (const event of events) {
        world.agent.publish(event);
        world.expect(
          (await world.agent.answerTo(event))?.error === null,
          'a paid request is not answered when it comes again',
        );
      }
      for (const { hash } of invoices)
        world.expect(world.node.books.of(hash).length === 1, 'a lost answer led to another payment');
    },
  },
  {
    no: '28',
    name: 'garbage: foreign keys, NIP-04, unknown schemes, 1 MB, bad padding',
    passes: 'the right code or silence; it goes on serving',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const { agent, relay } = world;
      const stranger = generateSecretKey();
      const invoice = world.invoice(100);
      const content = agent.event('pay_invoice', { invoice: invoice.text }).content;
      const p = ['p', agent.serviceKey];
      const nip44 = ['encryption', 'nip44_v2'];
      const sign = (tags: string[][], body: string, key: Uint8Array = agent.secret, kind = 23_194) =>
        finalizeEvent({ kind, created_at: world.clock.seconds(), tags, content: body }, key);
      const asked = [
        sign([p], content),
        sign([p, ['encryption', 'nip04']], 'AAAA?iv=AAAA'),
        sign([p, ['encryption', 'rot13']], content),
      ];
      const garbage = [
        sign([p, nip44], content, stranger),
        sign([p, nip44], `${content.slice(0, -8)}AAAAAAA=`),
        sign([p, nip44], ''),
        sign([p, nip44], content, agent.secret, 1),
        { ...sign([p, nip44], content), sig: '0'.repeat(128) },
        { ...sign([p, nip44], content), id: '0'.repeat(64) },
        { ...sign([p, nip44], content), pubkey: '0'.repeat(64) },
      ];
      for (const event of [...garbage, ...asked]) relay.deliver(event);
      for (const frame of ['{}', '["EVENT"]', '["EVENT","requests-0",null]', '['.repeat(5_000)])
        relay.say(frame);
      for (const text of [
        '',
        '[]',
        '{"method":"pay_invoice"}',
        '{"method":"__proto__","params":{}}',
        '{"method":"pay_invoice","params":{"invoice":{}}}',
        '{'.repeat(20_000),
      ]) {
        const answer = await agent.ask('', {}, { text: text || ' ' }, 1_500);
        world.expect(
          answer === undefined || answer.error !== null,
          `nonsense was answered with a result: ${text.slice(0, 20)}`,
        );
      }
      for (const event of asked) {
        const answer = await agent.answerTo(event, 2_000);
        world.expect(
          answer?.error?.code === 'UNSUPPORTED_ENCRYPTION',
          `a wrong scheme is answered ${answer?.error?.code ?? 'with nothing'}`,
        );
      }
      // More than a frame may be: whoever cuts the connection comes back to it.
      relay.deliver(sign([p, nip44], 'A'.repeat(1_000_000)));
      await world.until('the wallet listens', () => relay.listeners(agent.serviceKey) > 0, 20_000);
      world.expect(paid(world, [invoice]) === 0, 'garbage was paid');
      await world.until(
        'it serves again',
        async () => (await world.pay(world.invoice(100), agent, 1_000)) === 'paid',
        20_000,
      );
    },
  },
  {
    no: '29',
    name: 'a flood by one agent, 1,000 requests in a second',
    passes: 'others are served meanwhile',
    needs: [],
    setting: { agents: 2, requestsPerMinute: 60 },
    play: async (world) => {
      const [loud, other] = world.agents;
      if (!loud || !other) throw new Error('two agents are needed');
      const invoices = times(200, () => world.invoice(100));
      // Signed beforehand: this process must not be what slows the flood.
      const flood = times(1_000, (index) =>
        index % 2 === 0
          ? loud.event('get_balance')
          : loud.event('pay_invoice', { invoice: invoices[index % invoices.length]?.text ?? '' }),
      );
      const served: number[] = [];
      for (const [index, event] of flood.entries()) {
        loud.publish(event);
        if (index % 250 !== 249) continue;
        const from = performance.now();
        world.expect(
          (await world.pay(world.invoice(200), other)) === 'paid',
          'the other agent was not served',
        );
        served.push(Math.round(performance.now() - from));
      }
      world.note(`the other agent waited ${served.join(', ')} ms`);
      await world.until(
        'the flood is over',
        async () => (await loud.ask('get_info', {}, {}, 500)) !== undefined,
        20_000,
      );
      // Its rate is used up for a minute.
      await world.skip(3_700_000);
    },
  },
  {
    no: '30',
    name: 'the disk is full when a payment is reserved, and when one is settled',
    passes: 'refused; the unknown is kept',
    needs: ['disk', 'clock'],
    setting: { agents: 1 },
    play: async (world) => {
      const late = world.invoice(990, { ends: 'hold' });
      world.agent.publish(world.agent.event('pay_invoice', { invoice: late.text }));
      await world.until('it is in flight', () => inFlight(world, late));
      await world.wallet.fillDisk?.(true);
      const refused = world.invoice(990);
      world.expect((await world.pay(refused, world.agent, 1_500)) !== 'paid', 'paid with a full disk');
      world.expect(paid(world, [refused]) === 0, 'money left with nothing written down');
      world.node.payments.settle(late.hash);
      await world.skip(2_000);
      await world.wallet.fillDisk?.(false);
      await world.skip(31_000);
      await drain(world);
      world.expect((await world.used()) === 991_000n, 'the payment settled meanwhile is not counted exactly');
      await world.until(
        'payments are served again',
        async () => (await world.pay(world.invoice(500))) === 'paid',
      );
    },
  },
];
