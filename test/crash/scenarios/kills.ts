// Scenario 12: SIGKILL at every named point, with payments of all four scripts under way. 12a is seen from inside, 12b from outside.
import { appendFileSync, existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { INSIDE_POINTS, type InsidePoint } from '../adapters/adapter.ts';
import { KILL_SCRIPTS, type Script } from '../node/script.ts';
import type { Invoice } from '../node/payees.ts';
import type { World } from '../world/world.ts';
import { drain, inFlight, outflow, times, type Scenario } from './scenario.ts';

const RESPONSE = 23_195;
const OUTSIDE_POINTS = [
  'after dispatch, before the first update',
  'while held',
  'reply sent, before the relay says OK',
  'during the first reconciliation',
] as const;

/** A busy machine takes seconds to hand a request on; only a point that is never reached waits for all of it. */
const REACHED_WITHIN_MS = 20_000;

type Asked = { readonly invoice: Invoice; readonly event: ReturnType<World['agent']['event']> };

/** One payment per script; the seed says in what order, and so which of them the kill hits. */
function ask(world: World): readonly Asked[] {
  const scripts: readonly Script[] = world.seeded.shuffle(Object.values(KILL_SCRIPTS));
  return scripts.map((script) => {
    const invoice = world.invoice(20 + world.seeded.below(30), script, 'compute');
    return { invoice, event: world.agent.event('pay_invoice', { invoice: invoice.text }) };
  });
}
const send = (world: World, asked: readonly Asked[]): void =>
  asked.forEach(({ event }) => world.agent.publish(event));

/** One after the other, so that they do not share a commit and a kill can hit the second, third or fourth. */
async function sendApart(world: World, asked: readonly Asked[]): Promise<void> {
  for (const { event } of asked) {
    world.agent.publish(event);
    await wait(40);
  }
}

/** One of the four payments fails, so a settlement can be hit three times. */
const LAST_HIT: Partial<Record<InsidePoint, number>> = {
  'node settled before the ledger was written': 3,
  'ledger written before the reply': 3,
};

/** It starts again, time passes, and every request that comes again gets its answer. */
async function recover(world: World, asked: readonly Asked[], point: string): Promise<void> {
  await world.restart();
  // What was never written down is a new request; it must come again while it is fresh.
  send(world, asked);
  await wait(150);
  await drain(world);
  for (const { event, invoice } of asked) {
    const [htlc] = world.node.books.of(invoice.hash);
    world.agent.publish(event);
    const answer = await world.agent.answerTo(event, 4_000);
    world.expect(answer !== undefined, `${point}: a request is never answered`);
    if (htlc?.outcome === 'settled' && answer?.error?.message.startsWith('in_flight'))
      world.expect(
        (await world.pay(invoice)) === 'paid',
        `${point}: the agent never learns that it has paid`,
      );
    world.expect(
      world.node.books.of(invoice.hash).filter(({ outcome }) => outcome !== 'failed').length <= 1,
      `${point}: one invoice was paid twice`,
    );
  }
}

async function insidePoint(world: World, point: InsidePoint, hit: number): Promise<void> {
  const { wallet } = world;
  const asked = ask(world);
  if (point === 'during a checkpoint') {
    send(world, asked);
    await wait(100);
    await wallet.killAt?.(point);
    await wallet.stop();
  } else if (point === 'during an approval') {
    const large = world.invoice(1_001);
    world.agent.publish(world.agent.event('pay_invoice', { invoice: large.text }));
    send(world, asked);
    await wait(300);
    world.approvedByHand.add(large.hash);
    await wallet.killAt?.(point);
    await wallet.operator?.approve(large.hash).catch(() => undefined);
  } else {
    await wallet.killAt?.(point, Math.min(hit, LAST_HIT[point] ?? hit));
    void (hit === 1 ? send(world, asked) : sendApart(world, asked));
    for (const { invoice } of asked)
      void world
        .until('', () => inFlight(world, invoice), 1_500)
        .then(() => wait(100))
        .then(() => settleHeld(world, invoice))
        .catch(() => undefined);
  }
  const died = await Promise.race([
    wallet.ended().then(() => true),
    wait(REACHED_WITHIN_MS).then(() => false),
  ]);
  world.expect(died, `${point}: the point was not reached`);
  if (point === 'in the middle of an audit append') tearLog(world);
  await recover(world, asked, point);
}

const settleHeld = (world: World, { hash }: Invoice): void => {
  if (world.node.payments.get(hash)?.status === 'IN_FLIGHT') world.node.payments.settle(hash);
};

/** What a power cut leaves of a write: the beginning of a frame that was never finished. */
function tearLog({ dataDir, wallet }: World): void {
  for (const name of wallet.files?.ledger ?? [])
    if (name.endsWith('-wal') && existsSync(join(dataDir, name)))
      appendFileSync(join(dataDir, name), randomBytes(1_333));
}

async function outsidePoint(world: World, point: (typeof OUTSIDE_POINTS)[number]): Promise<void> {
  const { wallet, node, relay } = world;
  const asked = ask(world);
  const before = node.books.htlcs().length;
  const shoot = (): void => void wallet.hardKill();
  if (point === 'after dispatch, before the first update') {
    let dispatched = 0;
    node.onMoment = (moment) => {
      if (moment === 'dispatched' && (dispatched += 1) === 2) shoot();
    };
  } else if (point === 'reply sent, before the relay says OK')
    relay.onEvent = ({ kind }) => void (kind === RESPONSE && shoot());
  send(world, asked);
  if (point === 'while held' || point === 'during the first reconciliation') {
    await world.until('all have left', () => node.books.htlcs().length === before + asked.length);
    await wait(100);
    shoot();
  }
  await wallet.ended();
  node.onMoment = () => undefined;
  relay.onEvent = () => undefined;
  if (point === 'after dispatch, before the first update') await knowsWithoutTheNode(world);
  if (point === 'during the first reconciliation') {
    node.onMoment = (moment) => void (moment === 'asked' && shoot());
    await wallet.start().catch(() => undefined);
    await wallet.ended();
    node.onMoment = () => undefined;
  }
  await recover(world, asked, point);
}

/** I6: what left was written down before, so the wallet counts it although the node cannot tell it anything. */
async function knowsWithoutTheNode(world: World): Promise<void> {
  const { node } = world;
  node.stop();
  await world.restart();
  const left = outflow(node.books.htlcs());
  world.expect(((await world.used()) ?? 0n) >= left, 'I6: a payment left that was not written down before');
  await node.start();
}

const setting = { agents: 1, byHand: true, daily: 10_000, fleet: 10_000 } as const;

export const KILLS: readonly Scenario[] = [
  {
    no: '12a',
    name: `SIGKILL at ${INSIDE_POINTS.length} points inside`,
    passes: 'I1 to I8 hold, every request is answered in the end',
    needs: ['inside points', 'clock', 'operator'],
    setting,
    play: async (world) => {
      for (const point of INSIDE_POINTS)
        for (const hit of world.long ? times(4, (index) => index + 1) : [1])
          await insidePoint(world, point, hit);
    },
  },
  {
    no: '12b',
    name: `SIGKILL at ${OUTSIDE_POINTS.length} points seen from outside`,
    passes: 'I1 to I8 hold, every request is answered in the end',
    needs: ['clock'],
    setting,
    play: async (world) => {
      for (const point of OUTSIDE_POINTS)
        for (const _ of world.long ? [1, 2, 3, 4] : [1]) await outsidePoint(world, point);
    },
  },
];
