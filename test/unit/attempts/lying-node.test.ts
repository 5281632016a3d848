// A node that lies: about its network, the time, what it paid and what it earned. It can stop its own share of the fleet; it must not
// loosen a limit, nor stop the agents of another node. Rules: docs/gate.md, sections 4 and 5.
import { describe, expect, it } from 'vitest';
import type { NodeState } from '../../../electron/lightning/lightning-node.ts';
import type { PaymentHash } from '../../../shared/domain/ids.ts';
import type { Network } from '../../../shared/domain/network.ts';
import { msat, sats } from '../../../shared/domain/money.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { START } from '../../support/fake-clock.ts';
import { createGateBench, OPERATOR, type GateBench } from '../../support/gate-bench.ts';

const DAY = 86_400;

const stateOf = (bench: GateBench, network: Network, blockTime: number | null): NodeState => {
  const now = bench.node.state();
  if (now.kind !== 'ready') throw new Error('not ready');
  return {
    ...now,
    info: { ...now.info, network, blockTime: blockTime === null ? null : unixSeconds(blockTime) },
  };
};

/** The operator's node is on another network than the bench's. */
const onTestnet = (bench: GateBench): void => {
  bench.database.prepare(`UPDATE nodes SET network = 'testnet'`).run();
  bench.node.setState(stateOf(bench, 'testnet', START));
};

const spendTheDay = async (bench: GateBench, agent: ReturnType<GateBench['addAgent']>): Promise<void> => {
  for (let n = 0; n < 5; n += 1) {
    const { text } = bench.invoice({ seed: `day ${n}`, msat: sats(90_000n), network: 'testnet' });
    expect(await bench.pay(bench.request(agent, text))).toMatchObject({ kind: 'settled' });
  }
};

describe('a node that lies about the time', () => {
  it.each([
    ['says that its chain tells no time', (bench: GateBench) => stateOf(bench, 'regtest', null)],
    ['gives no block at all', (bench: GateBench) => stateOf(bench, 'testnet', null)],
  ])('does not vouch for a clock a day ahead when it %s', async (_how, lie) => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    onTestnet(bench);
    await bench.start();
    await spendTheDay(bench, agent);
    const used = bench.gate.budget(agent.id).used;
    expect(used).toBeGreaterThanOrEqual(450_000_000n);

    bench.clock.setWall(START + DAY + 3_600);
    bench.node.setState(lie(bench));
    await bench.crashAndRestart();
    bench.clock.advance(60);
    await bench.settle();
    bench.node.setState(stateOf(bench, 'testnet', START));
    await bench.settle();
    bench.clock.setWall(START + 120);
    bench.gate.confirmClock('put right', OPERATOR);
    await bench.settle();
    expect(bench.gate.budget(agent.id).used).toBe(used);
  });

  it('cannot push the day out of the window by blocks of next year', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    onTestnet(bench);
    await bench.start();
    await spendTheDay(bench, agent);
    const used = bench.gate.budget(agent.id).used;
    bench.node.setState(stateOf(bench, 'testnet', START + 365 * DAY));
    bench.clock.advance(60);
    await bench.settle();
    const { text } = bench.invoice({ seed: 'more', msat: sats(90_000n), network: 'testnet' });
    expect(await bench.pay(bench.request(agent, text))).not.toMatchObject({ kind: 'settled' });
    bench.node.setState(stateOf(bench, 'testnet', START));
    bench.gate.confirmClock('the node was wrong', OPERATOR);
    await bench.settle();
    expect(bench.gate.budget(agent.id).used).toBe(used);
  });

  it('stamps no payment with the time of blocks of next year', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    onTestnet(bench);
    await bench.start();
    const { text, paymentHash } = bench.invoice({ seed: 'held', msat: sats(90_000n), network: 'testnet' });
    bench.node.script(paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, text));
    await bench.settle();
    bench.node.setState(stateOf(bench, 'testnet', START + 365 * DAY));
    bench.node.release(paymentHash, 'settle');
    await bench.settle();
    bench.node.setState(stateOf(bench, 'testnet', START));
    bench.gate.confirmClock('the node was wrong', OPERATOR);
    bench.clock.advance(2 * DAY);
    bench.node.setState(stateOf(bench, 'testnet', START + 2 * DAY));
    await bench.settle();
    expect(bench.gate.budget(agent.id).used).toBe(0n);
  });

  it('lets nothing that waits for a person expire by blocks of next year', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    onTestnet(bench);
    await bench.start();
    const { text } = bench.invoice({ seed: 'waits', msat: sats(200_000n), network: 'testnet' });
    void bench.gate.pay(bench.request(agent, text, { askedBy: 'pay' }));
    await bench.settle();
    const id = bench.onlyWaiting();
    bench.node.setState(stateOf(bench, 'testnet', START + 365 * DAY));
    bench.clock.advance(5);
    await bench.settle();
    expect(bench.stateOf(id)).toBe('held');
  });
});

describe('a node that lies about money', () => {
  it('books no fee beyond belief into a settled payment without an alarm', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    await bench.start();
    const { text, paymentHash } = bench.invoice({ seed: 'fee', msat: 1_000_000n });
    bench.node.script(paymentHash, { kind: 'settle', fee: msat(2_000_000_000_000_000_000n) });
    expect(await bench.pay(bench.request(agent, text))).toMatchObject({ kind: 'settled' });
    expect(bench.actions()).toContain('fee-over-limit');
    expect(bench.gate.spendable(agent.id)).toBe(0n);
    const next = bench.invoice({ seed: 'next', msat: 1_000n });
    expect(await bench.pay(bench.request(agent, next.text))).toMatchObject({ kind: 'refused' });
  });

  it('stops no agent by payments of its own that no chain could carry', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    await bench.start();
    for (const [n, state] of (
      ['settled', 'settled', 'in-flight', 'in-flight', 'settled', 'in-flight'] as const
    ).entries())
      bench.node.payOutside({
        paymentHash: `${n}`.repeat(64) as PaymentHash,
        state,
        outflow: msat(2_000_000_000_000_000_000n),
        at: unixSeconds(START),
      });
    bench.clock.advance(31);
    await bench.settle();
    const { text } = bench.invoice({ seed: 'after', msat: 1_000_000n });
    expect(await bench.pay(bench.request(agent, text))).toMatchObject({ kind: 'settled' });
  });
});

describe('a node that does not give its list', () => {
  it('is not paid through because it answers about single payments', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    await bench.start();
    const { text, paymentHash } = bench.invoice({ seed: 'open', msat: 1_000_000n });
    bench.node.script(paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, text));
    await bench.settle();
    Object.assign(bench.node, { paymentsSince: () => Promise.reject(new Error('no list')) });
    await bench.crashAndRestart();
    for (let n = 0; n < 20; n += 1) {
      bench.clock.advance(1);
      await bench.settle();
    }
    const next = bench.invoice({ seed: 'next', msat: 1_000n });
    expect(await bench.pay(bench.request(agent, next.text))).toMatchObject({ code: 'gate_closed' });
  });
});
