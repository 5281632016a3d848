// Scenarios 1 to 6: limits in daylight: one payment after another, all at once, three agents, two consoles, payments that are held.
import { cpSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { NWCClient } from '@getalby/sdk/nwc';
import { ALLOWED } from '../node/payees.ts';
import type { World } from '../world/world.ts';
import { cost, drain, inFlight, paid, times, type Scenario } from './scenario.ts';

const HOLD = { ends: 'hold' } as const;
const quiet = { debug: () => undefined };

/** The client most agents use, unmodified. */
const sdk = (uri: string): NWCClient => new NWCClient({ nostrWalletConnectUrl: uri, logger: quiet });

const room = (world: World, count: number) =>
  times(count, (index) => world.invoice(990, { ends: 'settle' }, ALLOWED[index % ALLOWED.length]));

export const LIMITS: readonly Scenario[] = [
  {
    no: '1',
    name: 'control: spends inside the limits, by an unmodified client',
    passes: 'all succeed',
    needs: [],
    setting: {},
    play: async (world) => {
      for (const agent of world.agents) {
        const client = sdk(agent.uri);
        try {
          for (const invoice of times(2, () =>
            world.invoice(100 + world.seeded.below(400), { ends: 'settle' }, world.seeded.pick(ALLOWED)),
          )) {
            const { preimage } = await client.payInvoice({ invoice: invoice.text });
            world.expect(preimage === invoice.preimage, `${agent.name} got a wrong preimage`);
          }
          const { balance } = await client.getBalance();
          world.expect(balance > 0, `${agent.name} is told a balance of ${balance}`);
        } finally {
          client.close();
        }
      }
      world.expect(world.node.books.htlcs().length === 6, 'not every payment within the limits left');
    },
  },
  {
    no: '2',
    name: 'restarts between payments',
    passes: 'the limit stands',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const invoices = room(world, 5);
      for (const [index, invoice] of invoices.entries()) {
        const answer = await world.pay(invoice);
        world.expect((answer === 'paid') === index < 3, `payment ${index + 1}: ${answer}`);
        if (index < 4) await world.restart(index % 2 === 0 ? 'killed' : 'ended');
      }
      world.expect(paid(world, invoices) === 3, `${paid(world, invoices)} payments left, room for 3`);
    },
  },
  {
    no: '3',
    name: '50 requests at the same moment, room for 3',
    passes: 'exactly 3 leave',
    needs: [],
    setting: { agents: 1 },
    play: async (world) => {
      const invoices = room(world, 50);
      const events = invoices.map(({ text }) => world.agent.event('pay_invoice', { invoice: text }));
      for (const event of events) world.agent.publish(event);
      const answers = await Promise.all(events.map((event) => world.agent.answerTo(event)));
      world.expect(
        answers.every((answer) => answer !== undefined),
        'not everybody was answered',
      );
      world.expect(paid(world, invoices) === 3, `${paid(world, invoices)} payments left, room for 3`);
    },
  },
  {
    no: '4',
    name: 'three agents at once, the fleet’s limit binds',
    passes: 'the fleet keeps to 5,000 sat',
    needs: [],
    setting: {},
    play: async (world) => {
      const asked = world.agents.flatMap((agent) => room(world, 3).map((invoice) => ({ agent, invoice })));
      await Promise.all(world.seeded.shuffle(asked).map(({ agent, invoice }) => world.pay(invoice, agent)));
      const left = paid(
        world,
        asked.map(({ invoice }) => invoice),
      );
      world.expect(left === 5, `${left} payments left, room for 5`);
    },
  },
  {
    no: '5',
    name: 'a second instance, and one on a copied data folder',
    passes: 'the second does not serve; a copy beside it adds no headroom',
    needs: ['clock'],
    setting: { agents: 1 },
    play: async (world) => {
      await world.pay(world.invoice(990));
      const served = await world.wallet.startSecond(world.dataDir);
      world.expect(!served, 'a second instance came to serve on the same data folder');
      const copy = `${world.dataDir}-copy`;
      cpSync(world.dataDir, copy, {
        recursive: true,
        filter: (path) => !/\.sock$|instance\.lock/.test(path),
      });
      const started = world.wallet.startSecond(copy);
      const invoices = room(world, 5);
      for (const invoice of invoices) {
        await world.pay(invoice);
        await wait(50);
      }
      await started;
      world.expect(paid(world, invoices) <= 2, `${paid(world, invoices)} more payments left, room for 2`);
      await drain(world);
    },
  },
  {
    no: '6',
    name: 'ten held payments, each as large as the day’s limit',
    passes: 'one is in flight',
    needs: [],
    setting: { agents: 1, daily: 1_000 },
    play: async (world) => {
      const invoices = times(10, () => world.invoice(990, HOLD));
      for (const { text } of invoices)
        world.agent.publish(world.agent.event('pay_invoice', { invoice: text }));
      await world.until('one is in flight', () => invoices.some((invoice) => inFlight(world, invoice)));
      await wait(400);
      const flying = invoices.filter((invoice) => inFlight(world, invoice)).length;
      world.expect(flying === 1, `${flying} payments are in flight, room for 1`);
      await drain(world);
      await world.pay(world.invoice(990));
      world.expect(cost(world, invoices) <= 1_000_000n, 'more left than the day allows');
    },
  },
];
