// Scenarios 14 to 17, 24 to 26: amounts, fees, parts, money that comes back, destinations, and the smallest payments.
import { setTimeout } from 'node:timers/promises';
import { ALLOWED } from '../node/payees.ts';
import { drain, inFlight, paid, times, type Scenario } from './scenario.ts';

export const AMOUNTS: readonly Scenario[] = [
  {
    no: '14',
    name: 'fees: exactly the limit, one msat more, as much as the payment',
    passes: 'what was reserved at most, else no payment',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const at = world.invoice(900, { ends: 'settle', fee: 'limit' });
      world.expect((await world.pay(at)) === 'paid', 'a fee of exactly the limit was not paid');
      const above = [
        world.invoice(500, { ends: 'settle', fee: 'limit+1' }),
        world.invoice(500, { ends: 'settle', fee: 'amount' }),
      ];
      for (const invoice of above) await world.pay(invoice);
      world.expect(paid(world, above) === 0, 'a fee above the limit was paid');
      for (const { fee, amount } of world.node.books.htlcs())
        world.expect(fee <= 10_000n || fee * 100n <= amount, `a fee of ${fee} msat for ${amount} msat left`);
    },
  },
  {
    no: '15',
    name: 'amounts: none, contradicting, 0, −1, 1.5, 1e308, "10"',
    passes: 'refused, or exactly the amount',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const bare = () => world.invoice(null);
      const exact = bare();
      const hostile: readonly [ReturnType<typeof bare>, unknown][] = [
        ...[undefined, 0, -1, 1.5, 1e308, '10', null, -0, 2 ** 63, [1_000], '0x10', 1e-7].map(
          (amount) => [bare(), amount] as const,
        ),
        [world.invoice(100), 99_999],
        [world.invoice(100), 100_001],
        [world.invoice(100), 900_000],
      ].map(([invoice, amount]) => [invoice as ReturnType<typeof bare>, amount]);
      for (const [invoice, amount] of hostile) {
        const text = `{"method":"pay_invoice","params":${JSON.stringify({ invoice: invoice.text, amount })}}`;
        const answer = await world.agent.ask(
          '',
          {},
          { text: text.replace('null', amount === 1e308 ? '1e308' : 'null') },
        );
        world.expect(answer?.error !== null && answer !== undefined, `amount ${String(amount)} was taken`);
      }
      world.expect(
        paid(
          world,
          hostile.map(([invoice]) => invoice),
        ) === 0,
        'an amount that is none was paid',
      );
      const answer = await world.agent.ask('pay_invoice', { invoice: exact.text, amount: 777_777 });
      const [htlc] = world.node.books.of(exact.hash);
      world.expect(
        answer?.error === null && htlc?.amount === 777_777n,
        'a named amount was not paid exactly',
      );
    },
  },
  {
    no: '16',
    name: 'a payment in parts, one of which fails on its way',
    passes: 'one accounting entry',
    needs: ['budget'],
    setting: { agents: 1 },
    play: async (world) => {
      const late = world.invoice(900, { ends: 'hold', parts: 3, failingPart: true, fee: 4_000n });
      const now = world.invoice(900, { ends: 'settle', parts: 4, failingPart: true, fee: 3_000n });
      world.agent.publish(world.agent.event('pay_invoice', { invoice: late.text }));
      await world.until('the parts are in flight', () => inFlight(world, late));
      world.expect(((await world.used()) ?? 0n) >= 904_000n, 'parts in flight are not counted');
      world.expect((await world.pay(now)) === 'paid', 'a payment in parts is not answered as paid');
      world.node.payments.settle(late.hash);
      await drain(world);
      world.expect((await world.used()) === 1_807_000n, 'parts are not counted as one payment and its fee');
    },
  },
  {
    no: '17',
    name: 'keysend fired twice',
    passes: 'at most one leaves',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const params = { pubkey: world.node.payees.keyOf('archive'), amount: 500_000 };
      const answers = await Promise.all(times(2, () => world.agent.ask('pay_keysend', params)));
      world.note(`keysend is answered: ${answers.map((answer) => answer?.error?.code ?? 'paid').join(', ')}`);
      world.expect(world.node.books.htlcs().length <= 1, 'one keysend left twice');
    },
  },
  {
    no: '24',
    name: 'the payee sends the money back, again and again',
    passes: 'the limit still binds',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const invoices = times(6, () => world.invoice(990));
      for (const invoice of invoices) {
        await world.pay(invoice);
        const made = await world.agent.ask('make_invoice', { amount: 990_000, description: 'refund' });
        const text = made?.result?.['invoice'];
        if (typeof text === 'string') world.node.receive(text);
      }
      world.expect(paid(world, invoices) === 3, `${paid(world, invoices)} payments left, room for 3`);
    },
  },
  {
    no: '25',
    name: 'payees off the allowlist, and destinations that hide who is paid',
    passes: 'refused',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const off = [
        world.invoice(100, { ends: 'settle' }, 'stranger'),
        world.invoice(100, { ends: 'settle' }, 'self'),
      ];
      for (const invoice of off)
        world.expect((await world.pay(invoice)) !== 'paid', `${invoice.payee} was paid`);
      const hidden = [
        'alice@archive.example',
        'lnurl1dp68gurn8ghj7um9wfmxjcm99e3k7mf0v9cxj0m385ekvcenxc6r2c35',
        'lno1qgsqvgnwgcg35z6ee2h3yczraddm72xrfua9uve2rlrm9deu7xyfzrc',
        world.node.payees.keyOf('archive'),
      ];
      for (const text of hidden) {
        world.expect((await world.pay(text)) !== 'paid', `${text.slice(0, 12)} was paid`);
        const answer = await world.agent.ask('pay', { payment: `bitcoin:?lightning=${text}` });
        world.expect(answer?.error !== null || answer === undefined, `${text.slice(0, 12)} was taken by pay`);
      }
      world.expect(world.node.books.htlcs().length === 0, 'something left to whom nobody allowed');
      world.expect(
        (await world.pay(world.invoice(100, { ends: 'settle' }, ALLOWED[1]))) === 'paid',
        'an allowed payee was refused',
      );
    },
  },
  {
    no: '26',
    name: 'many payments of a fraction of a sat, each with a fee of 1 msat',
    passes: 'no rounding leak',
    needs: ['budget'],
    setting: { agents: 1 },
    play: async (world) => {
      // The standard set makes few: every one is a real payment over all protocols. A wallet may bound what one connection sends:
      // 75 in a burst, then 16 a second.
      const count = world.long ? 10_000 : 75;
      for (let made = 0; made < count; made += 25) {
        if (made >= 75) await setTimeout(1_600);
        await Promise.all(
          times(Math.min(25, count - made), () =>
            world.pay(
              world.invoice(BigInt(1 + world.seeded.below(99)), { ends: 'settle', fee: 1n }),
              world.agent,
              30_000,
            ),
          ),
        );
      }
      const left = world.node.books.htlcs();
      world.expect(left.length === count, `${left.length} of ${count} payments left`);
      const sum = left.reduce((total, { amount, fee }) => total + amount + fee, 0n);
      world.expect((await world.used()) === sum, 'the sum of small payments is not exact');
    },
  },
];
