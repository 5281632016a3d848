// A request may wait: in its connection's lane, for the next commit, for a person. What its connection may do is asked again when its
// turn comes. Rules: docs/gate.md, sections 2 and 7.
import { describe, expect, it } from 'vitest';
import { sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, type GateBench } from '../../support/gate-bench.ts';

const revoke = (bench: GateBench, id: string): void =>
  void bench.database
    .prepare('UPDATE connections SET revoked_at = ? WHERE id = ?')
    .run(bench.clock.now(), id);

const lapse = (bench: GateBench, id: string): void =>
  void bench.database
    .prepare('UPDATE connections SET expires_at = ? WHERE id = ?')
    .run(bench.clock.now(), id);

describe('a connection that is gone when its turn comes', () => {
  it.each([
    ['revoked', revoke],
    ['expired', lapse],
  ])('pays nothing for a request that waited while it was %s', async (_how, end) => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    await bench.start();
    const { text } = bench.invoice({ seed: 'late', msat: 1_000_000n });
    const asked = bench.request(agent, text);
    end(bench, agent.connectionId);
    expect(await bench.pay(asked)).toBeNull();
    expect(bench.node.orders).toEqual([]);
    expect(bench.actions()).toContain('request');
  });

  it('pays nothing for a request that only waits for its commit when the connection is revoked', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    await bench.start();
    const { text } = bench.invoice({ seed: 'same turn', msat: 1_000_000n });
    const answer = bench.gate.pay(bench.request(agent, text));
    revoke(bench, agent.connectionId);
    await bench.settle();
    expect(await answer).toBeNull();
    expect(bench.node.orders).toEqual([]);
  });

  it('uses up no approval', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    await bench.start();
    const { text } = bench.invoice({ seed: 'grant', msat: sats(200_000n) });
    const first = bench.gate.pay(bench.request(agent, text));
    await bench.settle();
    const id = bench.onlyWaiting();
    bench.clock.advance(26);
    await bench.settle();
    await first;
    expect(bench.gate.approve(id, bench.shown(id), 'yes', OPERATOR)).toMatchObject({
      value: { result: 'granted' },
    });
    revoke(bench, agent.connectionId);
    expect(await bench.pay(bench.request(agent, text))).toBeNull();
    expect(bench.node.orders).toEqual([]);
    expect(bench.stateOf(id)).toBe('granted');
  });
});
