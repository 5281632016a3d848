// Scenarios 21 to 23: approvals that come late, twice or after a change, and the stop switch.
import { inFlight, paid, times, drain, type Scenario } from './scenario.ts';
import type { World } from '../world/world.ts';

const HOUR_MS = 3_600_000;

/** Asks for more than the cap and lets the wait of the request pass. */
async function askAndGiveUp(world: World, sats: number, expirySeconds = 7_200) {
  const invoice = world.node.payees.invoice(
    { msat: BigInt(sats) * 1_000n, expirySeconds },
    { ends: 'settle' },
  );
  const event = world.agent.event('pay_invoice', { invoice: invoice.text });
  world.agent.publish(event);
  await world.until('it waits for a person', async () => {
    await world.skip(30_000);
    return (await world.agent.answerTo(event, 300)) !== undefined;
  });
  return invoice;
}

export const PEOPLE: readonly Scenario[] = [
  {
    no: '21',
    name: 'approved after the agent gave up',
    passes: 'no payment without a new request',
    needs: ['operator', 'clock'],
    setting: { agents: 1, byHand: true },
    play: async (world) => {
      const invoice = await askAndGiveUp(world, 1_500);
      world.approvedByHand.add(invoice.hash);
      world.expect(
        (await world.wallet.operator?.approve(invoice.hash)) === 'granted',
        'the approval was not a grant',
      );
      await world.skip(5_000);
      world.expect(paid(world, [invoice]) === 0, 'money left after the agent was told no');
      world.expect((await world.pay(invoice)) === 'paid', 'the granted payment was not made when asked for');
      world.expect((await world.pay(invoice)) === 'paid', 'the stored answer is not given again');
      world.expect(world.node.books.of(invoice.hash).length === 1, 'one grant paid twice');
    },
  },
  {
    no: '22',
    name: 'approved twice, after the limit was tightened, after it expired',
    passes: 'once; refused; refused',
    needs: ['operator', 'clock'],
    setting: { agents: 1, byHand: true },
    play: async (world) => {
      const { operator } = world.wallet;
      const twice = await askAndGiveUp(world, 1_200);
      world.approvedByHand.add(twice.hash);
      const words = await Promise.all(times(2, () => operator?.approve(twice.hash) ?? Promise.resolve('')));
      world.expect(
        words.filter((word) => word === 'granted').length === 1,
        `approved twice: ${words.join(', ')}`,
      );
      await Promise.all(times(2, () => world.pay(twice)));
      world.expect(world.node.books.of(twice.hash).length === 1, 'two approvals paid twice');

      const tightened = await askAndGiveUp(world, 1_100);
      await operator?.setDaily('agent 1', 2_000);
      const refused = await operator?.approve(tightened.hash);
      world.expect(
        refused !== 'granted' && refused !== 'paying',
        `approved under a tightened limit: ${refused}`,
      );
      await world.pay(tightened, world.agent, 500);

      const expired = await askAndGiveUp(world, 1_050, 600);
      await world.skip(HOUR_MS);
      const late = await operator?.approve(expired.hash);
      world.expect(late !== 'granted' && late !== 'paying', `approved after it expired: ${late}`);
      world.expect(paid(world, [tightened, expired]) === 0, 'a refused approval was paid');
    },
  },
  {
    no: '23',
    name: 'the stop switch, with payments queued and in flight',
    passes: 'none new; those in flight finish and count',
    needs: ['operator', 'clock'],
    setting: { agents: 2, daily: 4_000, fleet: 8_000 },
    play: async (world) => {
      const flying = world.invoice(990, { ends: 'hold' });
      world.agent.publish(world.agent.event('pay_invoice', { invoice: flying.text }));
      await world.until('one is in flight', () => inFlight(world, flying));
      const queued = times(40, () => world.invoice(100));
      const events = queued.map(({ text }, index) => {
        const agent = world.agents[index % 2] ?? world.agent;
        return { agent, event: agent.event('pay_invoice', { invoice: text }) };
      });
      for (const { agent, event } of events) agent.publish(event);
      await world.wallet.operator?.freezeAll();
      const stop = { from: world.clock.ms(), to: Number.POSITIVE_INFINITY };
      world.stops.push(stop);
      await Promise.all(events.map(({ agent, event }) => agent.answerTo(event)));
      world.expect((await world.pay(world.invoice(100))) !== 'paid', 'paid while everything was stopped');
      world.node.payments.settle(flying.hash);
      await drain(world);
      stop.to = world.clock.ms();
      await world.wallet.operator?.unfreezeAll();
      world.expect(
        (await world.pay(world.invoice(100))) === 'paid',
        'nothing is paid after the stop was lifted',
      );
    },
  },
];
