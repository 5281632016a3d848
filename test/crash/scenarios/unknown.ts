// Scenarios 7 to 11, 13: outcomes that come late or not at all, and requests that come again.
import { NWCClient } from '@getalby/sdk/nwc';
import { callerGivesUp, drain, inFlight, paid, times, type Scenario } from './scenario.ts';

const HOLD = { ends: 'hold' } as const;
const REQUEST = 23_194;

export const UNKNOWN: readonly Scenario[] = [
  {
    no: '7',
    name: 'settled after the caller’s time-out',
    passes: 'counted, and never given out again',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const late = times(3, () => world.invoice(990, HOLD));
      const events = late.map(({ text }) => world.agent.event('pay_invoice', { invoice: text }));
      for (const event of events) world.agent.publish(event);
      await world.until('all three are in flight', () => late.every((invoice) => inFlight(world, invoice)));
      await callerGivesUp(world);
      const again = world.invoice(990);
      world.expect(
        (await world.pay(again)) !== 'paid',
        'the headroom of payments in flight was given out again',
      );
      for (const { hash } of late) world.node.payments.settle(hash);
      await drain(world);
      world.expect((await world.pay(world.invoice(990))) !== 'paid', 'the settled payments were not counted');
    },
  },
  {
    no: '8',
    name: 'the same invoice in a new request after the time-out',
    passes: 'the stored answer, no second HTLC',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const invoice = world.invoice(900, HOLD);
      world.agent.publish(world.agent.event('pay_invoice', { invoice: invoice.text }));
      await world.until('it is in flight', () => inFlight(world, invoice));
      await callerGivesUp(world);
      world.agent.publish(world.agent.event('pay_invoice', { invoice: invoice.text }));
      await callerGivesUp(world);
      world.node.payments.settle(invoice.hash);
      await drain(world);
      const client = new NWCClient({
        nostrWalletConnectUrl: world.agent.uri,
        logger: { debug: () => undefined },
      });
      try {
        const { preimage } = world.wallet.clock
          ? await world.agent
              .ask('pay_invoice', { invoice: invoice.text })
              .then((answer) => answer?.result ?? {})
          : await client.payInvoice({ invoice: invoice.text });
        world.expect(preimage === invoice.preimage, 'the paid invoice is not answered with its preimage');
      } finally {
        client.close();
      }
      world.expect(
        world.node.books.of(invoice.hash).length === 1,
        'a second HTLC was offered for one invoice',
      );
      const other = await world.pay(world.node.payees.wrapped(invoice, 901_000n));
      world.expect(other !== 'paid', 'another text for a paid hash was answered as paid');
    },
  },
  {
    no: '9',
    name: 'the relay replays its whole history after a restart and a day',
    passes: 'no payment',
    needs: ['clock'],
    setting: { agents: 1 },
    play: async (world) => {
      world.relay.vices.keepsEphemeral = true;
      const invoices = times(6, () =>
        world.node.payees.invoice({ msat: 990_000n, expirySeconds: 400_000 }, { ends: 'settle' }),
      );
      for (const invoice of invoices) await world.pay(invoice);
      world.expect(paid(world, invoices) === 3, 'not three of six were paid');
      const before = world.node.books.htlcs().length;
      await world.restart();
      world.relay.replay([REQUEST]);
      // A day later there would be room for those that were refused.
      await world.wallet.hardKill();
      await world.skip(90_000_000);
      await world.restart();
      world.relay.replay([REQUEST]);
      world.expect(
        (await world.pay(world.invoice(500))) === 'paid',
        'a fresh request is not served after the replay',
      );
      world.expect(world.node.books.htlcs().length === before + 1, 'a replayed request was paid');
    },
  },
  {
    no: '10',
    name: 'one request over two relays, delivered twice by each',
    passes: 'one payment, answered on both',
    needs: [],
    setting: { agents: 1, relays: 2 },
    play: async (world) => {
      for (const relay of world.relays) relay.vices.copies = 2;
      const invoice = world.invoice(700);
      const event = world.agent.event('pay_invoice', { invoice: invoice.text });
      world.agent.publish(event);
      await world.until('both relays have the answer', () => world.agent.heardOn(event).length === 2);
      world.expect(world.node.books.of(invoice.hash).length === 1, 'one request was paid twice');
    },
  },
  {
    no: '11',
    name: 'requests that are old, expired or from the future; shuffled and late delivery',
    passes: 'ignored; those in time are served',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const now = world.clock.seconds();
      const tagged = (expiration: number) => [
        ['p', world.agent.serviceKey],
        ['encryption', 'nip44_v2'],
        ['expiration', String(expiration)],
      ];
      const parts = [
        { createdAt: now - 300 },
        { createdAt: now - 80_000 },
        { createdAt: now + 300 },
        { createdAt: now - 20, tags: tagged(now - 5) },
      ];
      const invoices = parts.map(() => world.invoice(100));
      parts.forEach((one, index) =>
        world.agent.publish(world.agent.event('pay_invoice', { invoice: invoices[index]?.text }, one)),
      );
      world.relay.vices.shuffles = 3;
      world.relay.vices.delayMs = 30;
      const timely = times(3, () => world.invoice(200));
      const answers = timely.map((invoice) => world.pay(invoice));
      // The answers come back one by one and must not wait for others.
      await world.until('three requests are there', () => world.relay.heard.length >= 7);
      world.relay.vices.shuffles = 1;
      world.expect(
        (await Promise.all(answers)).every((answer) => answer === 'paid'),
        'a timely request was not served',
      );
      world.expect(paid(world, invoices) === 0, 'a request outside its time was paid');
    },
  },
  {
    no: '13',
    name: 'the node restarts and its streams are lost; it answers wrongly about payments',
    passes: 'reconciled by hash',
    needs: ['clock'],
    setting: { agents: 1, daily: 20_000, fleet: 20_000 },
    play: async (world) => {
      const held = world.invoice(300, HOLD);
      const odd = [
        world.invoice(310, { ends: 'settle', stream: 'cut' }),
        world.invoice(320, { ends: 'settle', stream: 'end' }),
        world.invoice(330, { ends: 'settle', stream: 'mute' }),
        world.invoice(340, { ends: 'settle', stream: 'in-transition' }),
        world.invoice(350, { ends: 'settle', stream: 'already-paid' }),
        world.invoice(360, { ends: 'settle', stream: 'cut', unheardOf: 1 }),
        world.invoice(370, { ends: 'fail', stream: 'cut' }),
        world.invoice(380, { ends: 'settle', proof: 'zeros' }),
      ];
      for (const { text } of [held, ...odd])
        world.agent.publish(world.agent.event('pay_invoice', { invoice: text }));
      await world.until('all have left', () =>
        [held, ...odd].every(({ hash }) => world.node.books.of(hash).length > 0),
      );
      world.node.stop();
      world.node.payments.settle(held.hash);
      await world.node.start();
      for (const { hash } of odd) world.node.healed.add(hash);
      await world.skip(15_000);
      await drain(world);
      const all = [held, ...odd];
      for (const invoice of all)
        world.expect(
          world.node.books.of(invoice.hash).length === 1,
          'a payment of unknown outcome was sent again',
        );
      world.expect(
        (await world.pay(held)) === 'paid',
        'the agent does not learn that the held payment was made',
      );
    },
  },
];
