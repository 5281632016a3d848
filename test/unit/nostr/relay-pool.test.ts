// The relay pool against relays that drop, lie, stutter and fall silent (NIP-01), on real sockets with a virtual clock.
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  publicKeyOf,
  signEvent,
  type NostrEvent,
  type VerifiedEvent,
} from '../../../electron/nostr/event.ts';
import {
  createRelayPool,
  KEYS_PER_SUBSCRIPTION,
  type RelayInterest,
} from '../../../electron/nostr/relay-pool.ts';
import { systemRandom } from '../../../electron/store/clock.ts';
import type { NostrKey } from '../../../shared/domain/ids.ts';
import { createFakeClock, START } from '../../support/fake-clock.ts';
import { startTinyRelay, type TinyRelay } from '../../support/tiny-relay.ts';

const author = new Uint8Array(32).fill(7);
const OURS = publicKeyOf(new Uint8Array(32).fill(9));
let counter = 0;
const event = (about: Partial<NostrEvent> = {}): VerifiedEvent =>
  signEvent(
    { kind: 23_194, created_at: START, tags: [['p', OURS]], content: `${(counter += 1)}`, ...about },
    author,
    systemRandom,
  );
const interestIn = (...relays: TinyRelay[]): Map<string, RelayInterest> =>
  new Map(relays.map(({ url }) => [url, { kinds: [23_194], recipients: [OURS] }]));

function startPool() {
  const clock = createFakeClock();
  const pool = createRelayPool({ clock, random: systemRandom });
  onTestFinished(() => pool.close());
  const received: { readonly event: NostrEvent; readonly relay: string; readonly again: boolean }[] = [];
  const connected: string[] = [];
  pool.listen({
    wants: ({ kind }) => kind === 23_194,
    receive: (one, relay, again) => void received.push({ event: one, relay, again }),
    connected: (relay) => void connected.push(relay),
  });
  const note = (): string => pool.states()[0]?.note ?? '';
  const isUp = (): boolean => pool.states().every((state) => state.connected);
  const up = () => vi.waitFor(() => expect(isUp()).toBe(true));
  const down = () => vi.waitFor(() => expect(pool.states().some((state) => state.connected)).toBe(false));
  return { clock, pool, received, connected, note, up, down };
}

async function startWithRelay() {
  const relay = await startTinyRelay();
  const parts = startPool();
  parts.pool.setInterest(interestIn(relay));
  await parts.up();
  await vi.waitFor(() => expect(relay.requests).toHaveLength(1));
  return { relay, ...parts };
}

describe('listening', () => {
  it('asks for requests to our keys from 90 seconds back, in subscriptions a relay can take', async () => {
    const relay = await startTinyRelay();
    const { pool } = startPool();
    const recipients = Array.from(
      { length: KEYS_PER_SUBSCRIPTION + 1 },
      () => randomBytes(32).toString('hex') as NostrKey,
    );
    pool.setInterest(new Map([[relay.url, { kinds: [23_194], recipients }]]));
    await vi.waitFor(() => expect(relay.requests).toHaveLength(2));
    expect(relay.requests.map(({ filter }) => filter['#p']?.length)).toEqual([KEYS_PER_SUBSCRIPTION, 1]);
    expect(relay.requests[0]?.filter).toMatchObject({ kinds: [23_194], since: START - 90 });
  });

  it('sends again only the subscription that changed', async () => {
    const { relay, pool } = await startWithRelay();
    pool.setInterest(interestIn(relay));
    pool.setInterest(new Map([[relay.url, { kinds: [23_194], recipients: [OURS, publicKeyOf(author)] }]]));
    await vi.waitFor(() => expect(relay.requests).toHaveLength(2));
    expect(relay.requests[1]?.filter['#p']).toHaveLength(2);
  });

  it('says when an event was delivered before, by the same relay or another', async () => {
    const [first, second] = [await startTinyRelay(), await startTinyRelay()];
    const { pool, received, up } = startPool();
    pool.setInterest(interestIn(first, second));
    await up();
    await vi.waitFor(() => expect([first.requests.length, second.requests.length]).toEqual([1, 1]));
    const one = event();
    first.copies = 2;
    first.deliver(one);
    await vi.waitFor(() => expect(received).toHaveLength(2));
    second.deliver(one);
    await vi.waitFor(() => expect(received).toHaveLength(3));
    expect(received.map(({ again }) => again)).toEqual([false, true, true]);
  });
});

describe('a relay that lies', () => {
  const good = event();
  it.each<[string, (one: NostrEvent) => unknown]>([
    ['a changed content', (one) => ({ ...one, content: 'pay me' })],
    ['a changed id', (one) => ({ ...one, id: 'ab'.repeat(32) })],
    ['another author', (one) => ({ ...one, pubkey: OURS })],
    ['an author off the curve', (one) => ({ ...one, pubkey: 'ff'.repeat(32) })],
    ['a zero signature', (one) => ({ ...one, sig: '00'.repeat(64) })],
  ])('has its event dropped and counted: %s', async (_name, lie) => {
    const { relay, received, note } = await startWithRelay();
    relay.deliver(lie(good) as NostrEvent);
    relay.deliver(event());
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(received[0]?.event.id).not.toBe(good.id);
    expect(note()).toBe('sent 1 forged event, dropped');
  });

  it('cannot vouch for changed content with an id it showed before', async () => {
    const { relay, received } = await startWithRelay();
    relay.deliver(good);
    relay.deliver({ ...good, content: 'pay me' });
    relay.deliver(event());
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received.map((one) => one.event.content)).not.toContain('pay me');
  });

  it('is left for the longest wait after a hundred forgeries', async () => {
    const { relay, clock, down, up } = await startWithRelay();
    for (let index = 0; index < 100; index += 1) relay.deliver({ ...good, content: `forged ${index}` });
    await down();
    clock.advance(29);
    expect(relay.clients()).toBe(0);
    clock.advance(31);
    await up();
  });

  it('may say anything else without effect', async () => {
    const { relay, received, note } = await startWithRelay();
    for (const text of [
      '',
      'x',
      '{}',
      '[]',
      '[1]',
      '["EVENT"]',
      '["EVENT","requests-0"]',
      '["EVENT","requests-0",7]',
      '["OK",1,2]',
      '["OK"]',
      '["CLOSED"]',
      '["AUTH","x"]',
      '["EVENT","requests-0",{"id":"x"}]',
      `["EVENT","other",${JSON.stringify(good)}]`,
    ])
      relay.say(text);
    relay.say('["NOTICE","slow\\u202e down\\n"]');
    await vi.waitFor(() => expect(note()).toBe('says: slow down'));
    expect(received).toEqual([]);
  });

  it('cannot blame itself on events outside our bounds, which an honest relay may pass on', async () => {
    const { relay, received, note } = await startWithRelay();
    relay.deliver(
      event({
        tags: [
          ['p', OURS],
          ['x', 'y'.repeat(3_000)],
        ],
      }),
    );
    relay.deliver(event({ tags: [['p', OURS], ...Array.from({ length: 100 }, () => ['t'])] }));
    relay.deliver(event({ content: 'x'.repeat(140_000) }));
    relay.deliver(event());
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(note()).toBe('');
  });

  it('loses the connection over a frame above 256 kB', async () => {
    const { relay, note, down } = await startWithRelay();
    relay.say(JSON.stringify(['NOTICE', 'x'.repeat(300_000)]));
    await down();
    expect(note()).toBe('the relay sent a frame larger than 256 kB');
  });
});

describe('a relay that drops', () => {
  it('is called again with growing waits, and asked again for what was missed', async () => {
    const { relay, clock, up, down, connected } = await startWithRelay();
    relay.cut();
    await down();
    clock.advance(0.4);
    expect(relay.clients()).toBe(0);
    clock.advance(0.6);
    await up();
    await vi.waitFor(() => expect(relay.requests).toHaveLength(2));
    expect(relay.requests[1]?.filter['since']).toBe(clock.now() - 90);
    expect(connected).toHaveLength(2);
    relay.cut();
    await down();
    clock.advance(0.9);
    expect(relay.clients()).toBe(0);
    clock.advance(1.1);
    await up();
  });

  it('is noticed when it only stops answering', async () => {
    const { relay, clock, note, down } = await startWithRelay();
    relay.playDead();
    clock.advance(20);
    clock.advance(10);
    await down();
    expect(note()).toBe('the relay stopped answering');
  });

  it('is kept when it answers pings', async () => {
    const { relay, clock, pool } = await startWithRelay();
    for (let round = 0; round < 5; round += 1) {
      clock.advance(20);
      await pool.publish(event({ kind: 1 }), [relay.url]);
      clock.advance(10);
    }
    expect(pool.states()[0]).toMatchObject({ connected: true, note: '' });
  });

  it('gets what it missed when it is back, also what it never acknowledged', async () => {
    const { relay, clock, pool, up, down } = await startWithRelay();
    relay.ok = () => null;
    const [lost, waiting] = [event({ kind: 23_195 }), event({ kind: 23_195 })];
    const first = pool.publish(lost, [relay.url]);
    await vi.waitFor(() => expect(relay.published).toHaveLength(1));
    relay.cut();
    await down();
    const second = pool.publish(waiting, [relay.url]);
    relay.ok = () => [true, ''];
    clock.advance(1);
    await up();
    expect((await first).accepted && (await second).accepted).toBe(true);
    expect(relay.published.map(({ id }) => id)).toEqual([lost.id, lost.id, waiting.id]);
  });

  it('has a bounded number of events kept for it, the newest', async () => {
    const { relay, clock, pool, up, down } = await startWithRelay();
    relay.cut();
    await down();
    const events = Array.from({ length: 300 }, () => event({ kind: 23_195 }));
    const reports = events.map((one) => pool.publish(one, [relay.url]));
    expect((await reports[0])?.verdicts[0]?.outcome).toBe('dropped');
    clock.advance(1);
    await up();
    expect((await reports[299])?.accepted).toBe(true);
    expect(relay.published).toHaveLength(256);
  });

  it('that ends a subscription is asked again later', async () => {
    const { relay, clock, note } = await startWithRelay();
    relay.say('["CLOSED","requests-0","error: shutting down idle subscription"]');
    await vi.waitFor(() => expect(note()).toMatch(/^ended our subscription/));
    clock.advance(30);
    await vi.waitFor(() => expect(relay.requests).toHaveLength(2));
  });
});

describe('publishing', () => {
  it('is done when the first relay accepted', async () => {
    const [good, mute] = [await startTinyRelay(), await startTinyRelay()];
    mute.ok = () => null;
    const { pool, up } = startPool();
    pool.setInterest(interestIn(good, mute));
    await up();
    const report = await pool.publish(event(), [good.url, mute.url]);
    expect(report).toEqual({
      accepted: true,
      verdicts: [{ url: good.url, outcome: 'accepted', reason: '' }],
    });
  });

  it('reports every reason when none accepted', async () => {
    const [one, mute] = [await startTinyRelay(), await startTinyRelay()];
    one.ok = () => [false, 'blocked: not on white-list'];
    mute.ok = () => null;
    const { pool, up, clock } = startPool();
    pool.setInterest(interestIn(one, mute));
    await up();
    const published = pool.publish(event(), [one.url, mute.url]);
    await vi.waitFor(() => expect(mute.published).toHaveLength(1));
    await vi.waitFor(() => expect(pool.states()[0]?.note).toMatch(/blocked/));
    clock.advance(10);
    expect(await published).toEqual({
      accepted: false,
      verdicts: [
        { url: one.url, outcome: 'refused', reason: 'blocked: not on white-list' },
        { url: mute.url, outcome: 'no-answer', reason: 'the relay did not acknowledge it' },
      ],
    });
  });

  it('to a relay that is not in use is not done', async () => {
    const { pool } = startPool();
    expect(await pool.publish(event(), ['wss://elsewhere.example'])).toEqual({
      accepted: false,
      verdicts: [],
    });
  });
});

describe('addresses', () => {
  it.each([
    'ws://relay.example',
    'https://relay.example',
    'wss://user:pw@relay.example',
    'relay.example',
    '',
    'ws://127.0.0.1.example.com',
  ])('that are not allowed are shown and never called: %s', (url) => {
    const { pool } = startPool();
    pool.setInterest(new Map([[url, { kinds: [1], recipients: [OURS] }]]));
    expect(pool.states()).toMatchObject([{ url, connected: false, since: null }]);
    expect(pool.states()[0]?.note).not.toBe('connecting');
  });

  it('that nobody wants any more are left', async () => {
    const { relay, pool } = await startWithRelay();
    pool.setInterest(new Map());
    await vi.waitFor(() => expect(relay.clients()).toBe(0));
    expect(pool.states()).toEqual([]);
  });

  it('tell listeners when they come and go', async () => {
    const relay = await startTinyRelay();
    const { pool, clock } = startPool();
    const seen: boolean[] = [];
    pool.onStates((states) => void seen.push(states.some(({ connected }) => connected)));
    pool.setInterest(interestIn(relay));
    await vi.waitFor(() => expect(seen.at(-1)).toBe(true));
    expect(pool.states()[0]?.since).toBe(clock.now());
    relay.cut();
    await vi.waitFor(() => expect(seen.at(-1)).toBe(false));
  });
});
