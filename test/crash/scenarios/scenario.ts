// A scenario: one thing that happens to a wallet, what must be so afterwards, and small steps that many of them share.
import { setTimeout as wait } from 'node:timers/promises';
import type { Capability } from '../adapters/adapter.ts';
import type { Htlc } from '../node/books.ts';
import type { Invoice } from '../node/payees.ts';
import type { Setting, World } from '../world/world.ts';

export type Scenario = {
  /** 1 to 30; the kill points are 12a and 12b. */
  readonly no: string;
  readonly name: string;
  /** What a wallet must do to pass. */
  readonly passes: string;
  readonly needs: readonly Capability[];
  readonly setting: Setting;
  readonly play: (world: World) => Promise<void>;
};

/** What left the node for these invoices and did not come back: one number of live HTLC sets per invoice that was paid. */
export const paid = (world: World, invoices: readonly Invoice[]): number =>
  invoices.filter(({ hash }) => world.node.books.of(hash).some(({ outcome }) => outcome !== 'failed')).length;

/** Total outflow of these invoices, msat. */
export const cost = (world: World, invoices: readonly Invoice[]): bigint =>
  outflow(invoices.flatMap(({ hash }) => world.node.books.of(hash)));

export const inFlight = (world: World, { hash }: Pick<Invoice, 'hash'>): boolean =>
  world.node.books.of(hash).some(({ outcome }) => outcome === 'in-flight');

export const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Whoever waits for an answer has given up, by the wallet's clock where it can be moved. */
export async function callerGivesUp(world: World): Promise<void> {
  if (world.wallet.clock) await world.skip(50_000);
  await wait(world.wallet.clock ? 50 : 1_500);
}

/** Looks at the wallet's own count until it agrees with the books; reconciling may take it two minutes. */
const LOOKS = 24;

/** Everything still held is settled, and time passes until the wallet has learned of it. What it has not learned then, the judge finds. */
export async function drain(world: World): Promise<void> {
  const { node, wallet } = world;
  for (const { hash, outcome } of node.books.htlcs())
    if (outcome === 'in-flight' && node.payments.get(hash)?.status === 'IN_FLIGHT')
      node.payments.settle(hash);
  for (let look = 0; look < LOOKS; look += 1) {
    await world.skip(look < 8 ? 2_000 : 15_000);
    await wait(wallet.clock ? 40 : 250);
    if (await countsAgree(world)) return;
    if (!wallet.clock && look === 4) return;
  }
}

async function countsAgree({ agents, used, node }: World): Promise<boolean> {
  const sums = await Promise.all(agents.map((agent) => used(agent)));
  if (sums.some((sum) => sum === undefined)) return false;
  const counted = sums.reduce<bigint>((sum, one) => sum + (one ?? 0n), 0n);
  return counted === outflow(node.books.htlcs());
}

/** What left and did not come back, fees included. */
export const outflow = (htlcs: readonly Htlc[]): bigint =>
  htlcs.reduce((sum, { amount, fee, outcome }) => (outcome === 'failed' ? sum : sum + amount + fee), 0n);
