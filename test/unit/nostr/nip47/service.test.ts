// The wallet service over its life: several relays, connections that come and go, a relay that restarts, the end.
import { describe, expect, it, vi } from 'vitest';
import type { GateAnswer } from '../../../../electron/gate/gate.ts';
import { SETTLED } from '../../../fakes/scripted-gate.ts';
import { START } from '../../../support/fake-clock.ts';
import { startNwcBench } from '../../../support/nwc-bench.ts';
import { clientSecret } from '../../../support/test-connections.ts';
import { connectNwcClient } from '../../../support/nwc-client.ts';
import { startTinyRelay, type TinyRelay } from '../../../support/tiny-relay.ts';

const infos = (relay: TinyRelay) => relay.published.filter(({ kind }) => kind === 13_194);
const answers = (relay: TinyRelay) => relay.published.filter(({ kind }) => kind === 23_195);

async function startOnTwoRelays() {
  const second = await startTinyRelay();
  const bench = await startNwcBench({ relays: [second.url] });
  await vi.waitFor(() => expect(infos(second)).toHaveLength(1));
  return { ...bench, second };
}

describe('two relays', () => {
  it('both get the answer, once, and the request is done once', async () => {
    const { client, relay, second, gate } = await startOnTwoRelays();
    const event = client.event('pay_invoice', { invoice: 'x' });
    second.deliver(event);
    await client.answerTo(event);
    await vi.waitFor(() => expect(answers(second).length).toBeGreaterThanOrEqual(1));
    expect(gate.asked).toHaveLength(1);
    const ids = new Set([...answers(relay), ...answers(second)].map(({ id }) => id));
    expect(ids.size).toBe(1);
    expect(answers(relay)[0]?.tags).toEqual([
      ['p', client.publicKey],
      ['e', event.id],
    ]);
  });

  it('one of them gone, the other serves, and the console sees which', async () => {
    const { client, relay, second, service } = await startOnTwoRelays();
    await second.stop();
    await vi.waitFor(() => expect(service.relays().filter(({ connected }) => connected)).toHaveLength(1));
    expect((await client.ask('get_balance')).error).toBeNull();
    expect(service.relays().map(({ url }) => url)).toEqual([relay.url, second.url]);
    expect(service.relays()[0]).toEqual({ url: relay.url, connected: true, since: START, note: '' });
  });
});

describe('the info event', () => {
  it('is sent again every day and to a relay that comes back, each newer than the last', async () => {
    const { relay, clock, service } = await startNwcBench();
    clock.advance(86_400);
    await vi.waitFor(() => expect(infos(relay)).toHaveLength(2));
    relay.cut();
    await vi.waitFor(() => expect(service.relays()[0]?.connected).toBe(false));
    clock.advance(1);
    await vi.waitFor(() => expect(infos(relay)).toHaveLength(3));
    const times = infos(relay).map(({ created_at }) => created_at);
    expect(times).toEqual([START, START + 86_400, START + 86_401]);
  });

  it('of many connections goes out in portions', async () => {
    const { relay, clock, connections } = await startNwcBench();
    for (let index = 0; index < 45; index += 1) connections.add(`c${index}`, { relays: [relay.url] });
    clock.advance(0.02);
    await vi.waitFor(() => expect(infos(relay)).toHaveLength(21));
    clock.advance(0.25);
    await vi.waitFor(() => expect(infos(relay)).toHaveLength(41));
    clock.advance(0.25);
    await vi.waitFor(() => expect(infos(relay)).toHaveLength(46));
  });
});

describe('connections', () => {
  it('made while running are served at once', async () => {
    const { join, relay } = await startNwcBench();
    const client = await join('two');
    expect((await client.ask('get_info')).error).toBeNull();
    expect(infos(relay)).toHaveLength(2);
  });

  it('have their last request noted', async () => {
    const { client, connections, connection } = await startNwcBench();
    await client.ask('get_balance');
    expect(connections.seenAt.get(connection.id)).toBe(START);
  });

  it('revoked while a payment runs are not answered any more', async () => {
    const { client, gate, connections, connection, clock, relay, join, errors } = await startNwcBench();
    const other = await join('two');
    const { promise, resolve } = Promise.withResolvers<GateAnswer>();
    gate.onPay = () => promise;
    client.publish(client.event('pay_invoice', { invoice: 'x' }));
    await vi.waitFor(() => expect(gate.asked).toHaveLength(1));
    connections.drop(connection.id);
    clock.advance(1);
    resolve(SETTLED);
    await other.ask('get_balance');
    expect(answers(relay).filter(({ pubkey }) => pubkey === connection.serviceKey)).toEqual([]);
    expect(errors).toEqual([]);
  });
});

describe('an answer while the relay is away', () => {
  it('is given when it is back', async () => {
    const { client, gate, relay, clock, service, connection } = await startNwcBench();
    const { promise, resolve } = Promise.withResolvers<GateAnswer>();
    gate.onPay = () => promise;
    client.publish(client.event('pay_invoice', { invoice: 'x' }));
    await vi.waitFor(() => expect(gate.asked).toHaveLength(1));
    relay.cut();
    await vi.waitFor(() => expect(service.relays()[0]?.connected).toBe(false));
    resolve(SETTLED);
    await promise;
    const back = await connectNwcClient(relay.url, clientSecret('one'), connection.serviceKey, () =>
      clock.now(),
    );
    clock.advance(1);
    await vi.waitFor(() => expect(back.heard).toHaveLength(1));
    expect(back.heard[0]?.body.error).toBeNull();
  });
});

describe('stopping', () => {
  it('leaves the relays and does nothing that arrives afterwards', async () => {
    const { service, relay, client, gate } = await startNwcBench();
    await service.stop();
    await vi.waitFor(() => expect(relay.clients()).toBe(1));
    client.publish(client.event('pay_invoice', { invoice: 'x' }));
    await vi.waitFor(() => expect(relay.published.at(-1)?.kind).toBe(23_194));
    expect(gate.asked).toEqual([]);
    expect(service.relays()).toEqual([]);
  });

  it('waits two seconds at the most for a relay to take the last answers', async () => {
    const { service, relay, client, clock } = await startNwcBench();
    relay.ok = ({ kind }) => (kind === 23_195 ? null : [true, '']);
    await client.ask('get_balance');
    const stopped = service.stop();
    clock.advance(2);
    await stopped;
    expect(service.relays()).toEqual([]);
  });
});
