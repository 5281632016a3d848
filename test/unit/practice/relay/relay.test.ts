// The practice relay against NIP-01, hostile input, and its own faults.
import { finalizeEvent, generateSecretKey, getPublicKey, verifyEvent, type Event } from 'nostr-tools/pure';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startRelay, type Relay } from '../../../../electron/practice/relay/relay.ts';

const secret = generateSecretKey();
const author = getPublicKey(secret);
const now = (): number => Math.floor(Date.now() / 1_000);
const make = (kind: number, content = '', more: Partial<Event> = {}): Event =>
  finalizeEvent({ kind, content, tags: more.tags ?? [], created_at: more.created_at ?? now() }, secret);

type Peer = {
  readonly heard: unknown[][];
  readonly say: (...message: unknown[]) => void;
  readonly raw: (data: string | Buffer) => void;
  /** The next message not yet taken that starts with these words. */
  readonly next: (...start: unknown[]) => Promise<unknown[]>;
  readonly closed: Promise<void>;
};

let relay: Relay;
beforeEach(async () => {
  relay = await startRelay();
});
afterEach(() => relay.close());

async function connect(): Promise<Peer> {
  const socket = new WebSocket(relay.url);
  const heard: unknown[][] = [];
  socket.on('message', (data) => heard.push(JSON.parse((data as Buffer).toString('utf8')) as unknown[]));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('open', resolve));
  const fits = (message: unknown[], start: unknown[]): boolean =>
    start.every((word, index) => message[index] === word);
  return {
    heard,
    closed,
    say: (...message) => socket.send(JSON.stringify(message)),
    raw: (data) => socket.send(data),
    next: async (...start) => {
      await expect.poll(() => heard.some((message) => fits(message, start)), { timeout: 2_000 }).toBe(true);
      return (
        heard.splice(
          heard.findIndex((message) => fits(message, start)),
          1,
        )[0] ?? []
      );
    },
  };
}

describe('the relay', () => {
  it('keeps events, gives them newest first, then EOSE, then what comes later', async () => {
    const [writer, reader] = [await connect(), await connect()];
    const [first, second] = [make(1, 'first', { created_at: now() - 10 }), make(1, 'second')];
    for (const event of [first, second]) {
      writer.say('EVENT', event);
      expect(await writer.next('OK', event.id)).toEqual(['OK', event.id, true, '']);
    }
    reader.say('REQ', 'a', { kinds: [1], authors: [author] });
    await reader.next('EOSE', 'a');
    expect(reader.heard.map((message) => (message[2] as Event).content)).toEqual(['second', 'first']);
    reader.heard.length = 0;
    writer.say('EVENT', make(1, 'third'));
    expect(((await reader.next('EVENT', 'a'))[2] as Event).content).toBe('third');
    reader.say('CLOSE', 'a');
    reader.say('REQ', 'b', { kinds: [9] });
    await reader.next('EOSE', 'b');
    const fourth = make(1, 'fourth');
    writer.say('EVENT', fourth);
    await writer.next('OK', fourth.id);
    reader.say('REQ', 'c', { kinds: [9] });
    await reader.next('EOSE', 'c');
    expect(reader.heard).toEqual([]);
  });

  it('matches tags and times', async () => {
    const peer = await connect();
    const wanted = make(23_195, 'x', {
      tags: [
        ['p', author],
        ['e', 'abc'],
      ],
    });
    relay.faults.keepEphemeral = true;
    for (const event of [wanted, make(23_195, 'y', { tags: [['p', 'other']] })]) {
      peer.say('EVENT', event);
      await peer.next('OK', event.id, true);
    }
    peer.say('REQ', 'a', { kinds: [23_195], '#p': [author], since: now() - 5, until: now() + 5 });
    await peer.next('EOSE', 'a');
    expect(peer.heard.map((message) => (message[2] as Event).id)).toEqual([wanted.id]);
  });

  it('keeps one replaceable event per author, the newest, and no ephemeral ones', async () => {
    const peer = await connect();
    const [old, young] = [make(13_194, 'old', { created_at: now() - 60 }), make(13_194, 'young')];
    for (const event of [young, old, make(23_194, 'gone')]) {
      peer.say('EVENT', event);
      await peer.next('OK', event.id, true);
    }
    peer.say('REQ', 'a', {});
    await peer.next('EOSE', 'a');
    expect(peer.heard.map((message) => (message[2] as Event).content)).toEqual(['young']);
  });

  it('says duplicate to a known event and does not pass it on again', async () => {
    const peer = await connect();
    const event = make(1, 'once');
    peer.say('REQ', 'a', { kinds: [1] });
    peer.say('EVENT', event);
    await peer.next('EVENT', 'a');
    await peer.next('OK', event.id);
    peer.say('EVENT', event);
    expect((await peer.next('OK', event.id))[3]).toMatch(/^duplicate:/);
    expect(peer.heard.filter(([word]) => word === 'EVENT')).toEqual([]);
  });
});

describe('hostile input', () => {
  const good = make(1, 'good');
  const flip = (hex: string): string => hex.slice(0, -1) + (hex.endsWith('0') ? '1' : '0');
  it.each([
    ['content', { ...good, content: 'changed' }],
    ['id', { ...good, id: flip(good.id) }],
    ['signature', { ...good, sig: flip(good.sig) }],
    ['author', { ...good, pubkey: 'f'.repeat(64) }],
    ['kind that is text', { ...good, kind: '1' }],
    ['kind out of range', { ...good, kind: 70_000 }],
    ['time that is a fraction', { ...good, created_at: 1.5 }],
    ['negative time', { ...good, created_at: -1 }],
    ['tag that is not text', { ...good, tags: [[1]] }],
    ['missing signature', { ...good, sig: undefined }],
    ['upper-case id', { ...good, id: good.id.toUpperCase() }],
    ['far future', make(1, 'later', { created_at: now() + 100_000 })],
  ])('in an event (%s) is refused with OK false', async (_name, event) => {
    const peer = await connect();
    peer.say('EVENT', event);
    expect((await peer.next('OK'))[2]).toBe(false);
    expect(relay.events()).toEqual([]);
  });

  it.each([
    'not json',
    '{}',
    '[]',
    '["WHAT"]',
    '[null]',
    '["REQ"]',
    `["REQ","${'x'.repeat(65)}",{}]`,
    '["REQ",5,{}]',
  ])('%s is answered with a NOTICE', async (text) => {
    const peer = await connect();
    peer.raw(text);
    expect(String((await peer.next('NOTICE'))[1])).toMatch(/^invalid/);
  });

  it.each([
    ['no filter', []],
    ['a filter that is a list', [[]]],
    ['a filter that is null', [null]],
    ['kinds that are text', [{ kinds: ['1'] }]],
    ['too many values', [{ kinds: Array.from({ length: 513 }, (_, index) => index) }]],
    ['negative limit', [{ limit: -1 }]],
    ['a tag name of two letters', [{ '#pp': ['x'] }]],
    ['too many filters', Array.from({ length: 17 }, () => ({}))],
  ])('in a subscription (%s) is answered with CLOSED', async (_name, filters) => {
    const peer = await connect();
    peer.say('REQ', 'a', ...filters);
    expect((await peer.next('CLOSED', 'a'))[2]).toMatch(/^invalid/);
  });

  it('of more bytes than a message may have ends that connection alone', async () => {
    const [loud, quiet] = [await connect(), await connect()];
    loud.raw(`["EVENT","${'x'.repeat(200_000)}"]`);
    await loud.closed;
    quiet.say('REQ', 'a', {});
    await quiet.next('EOSE', 'a');
    expect(relay.connections()).toBe(1);
  });

  it('of more subscriptions than allowed is refused, the others stay', async () => {
    const peer = await connect();
    for (let index = 0; index < 65; index += 1) peer.say('REQ', `s${index}`, {});
    expect((await peer.next('CLOSED', 's64'))[2]).toBe('error: too many subscriptions');
    await peer.next('EOSE', 's63');
  });
});

describe('a fault of the relay', () => {
  const subscribed = async (): Promise<Peer> => {
    const peer = await connect();
    peer.say('REQ', 'a', { kinds: [23_195] });
    await peer.next('EOSE', 'a');
    return peer;
  };
  const events = (peer: Peer): Event[] =>
    peer.heard.filter(([word]) => word === 'EVENT').map((message) => message[2] as Event);

  it('delivers twice', async () => {
    relay.faults.deliverTwice = true;
    const peer = await subscribed();
    peer.say('EVENT', make(23_195));
    await peer.next('OK');
    await expect.poll(() => events(peer).length).toBe(2);
  });

  it('loses events of a kind it has acknowledged', async () => {
    relay.faults.dropKinds = [23_195];
    const peer = await subscribed();
    const event = make(23_195);
    peer.say('EVENT', event);
    await peer.next('OK', event.id, true);
    expect(events(peer)).toEqual([]);
  });

  it('passes on a broken signature under the right id', async () => {
    relay.faults.badSignatures = true;
    const peer = await subscribed();
    const event = make(23_195, 'lie');
    peer.say('EVENT', event);
    await expect.poll(() => events(peer).length).toBe(1);
    const [got] = events(peer);
    expect(got?.id).toBe(event.id);
    expect(verifyEvent(JSON.parse(JSON.stringify(got)) as Event)).toBe(false);
  });

  it('replays what it has seen, kept or not', async () => {
    const peer = await subscribed();
    peer.say('EVENT', make(23_195, 'again'));
    await expect.poll(() => events(peer).length).toBe(1);
    expect(relay.replay([23_195])).toBe(1);
    await expect.poll(() => events(peer).length).toBe(2);
  });

  it('refuses, keeps silent, delays', async () => {
    const peer = await subscribed();
    relay.faults.refuseEvents = true;
    peer.say('EVENT', make(23_195, 'no'));
    expect((await peer.next('OK'))[3]).toMatch(/^blocked/);
    relay.resetFaults();
    relay.faults.silent = true;
    relay.faults.delayMs = 60;
    const before = Date.now();
    peer.say('EVENT', make(23_195, 'slow'));
    await expect.poll(() => events(peer).length).toBe(1);
    expect(Date.now() - before).toBeGreaterThanOrEqual(55);
    expect(peer.heard.some(([word]) => word === 'OK')).toBe(false);
  });

  it('cuts every connection and lets them come back', async () => {
    const peer = await subscribed();
    relay.cutAll();
    await peer.closed;
    await subscribed();
    expect(relay.connections()).toBe(1);
  });
});
