// The small rules of the wallet service that can be had without a socket: responses, buckets, lanes, memory of requests, the info event.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badRequest, responseText, result } from '../../../../electron/nostr/nip47/answer.ts';
import { infoEvent } from '../../../../electron/nostr/nip47/info-event.ts';
import { createLane } from '../../../../electron/nostr/nip47/lane.ts';
import {
  createSeenRequests,
  MAX_KEPT_CHARACTERS,
  MAX_SEEN,
  REMEMBERED_MS,
} from '../../../../electron/nostr/nip47/seen-requests.ts';
import { createTokenBucket } from '../../../../electron/nostr/nip47/token-bucket.ts';
import { parsePayment } from '../../../../electron/nostr/nip47/payment-uri.ts';
import type { VerifiedEvent } from '../../../../electron/nostr/event.ts';
import { backOff, LONGEST_WAIT_MS } from '../../../../electron/nostr/back-off.ts';
import { relayAddress } from '../../../../electron/nostr/relay-address.ts';
import { NWC_METHODS } from '../../../../shared/domain/nwc.ts';
import { unixSeconds } from '../../../../shared/domain/time.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

describe('a response', () => {
  it('has a result or an error, never both', () => {
    for (const reply of [result({ balance: 1 }), result({}), badRequest('x')]) {
      const body = JSON.parse(responseText('get_balance', reply)) as Record<string, unknown>;
      expect(Object.keys(body).toSorted()).toEqual(['error', 'result', 'result_type']);
      expect([body['error'], body['result']].filter((part) => part === null)).toHaveLength(1);
    }
  });
});

describe('the info event', () => {
  it('names what is granted, the one encryption, and the extensions', () => {
    expect(infoEvent(NWC_METHODS, unixSeconds(5))).toEqual({
      kind: 13_194,
      created_at: 5,
      content: `${NWC_METHODS.join(' ')} notifications`,
      tags: [
        ['encryption', 'nip44_v2'],
        ['notifications', 'payment_received payment_sent'],
        ['extensions', '02 05 09 13 321'],
      ],
    });
    expect(infoEvent(['get_info'], unixSeconds(5))).toMatchObject({
      content: 'get_info',
      tags: { length: 2 },
    });
  });
});

describe('a token bucket', () => {
  it('never gives more than its burst and its rate over any stretch of time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 }), (pauses) => {
        const clock = createFakeClock();
        const bucket = createTokenBucket(clock, 10, 2);
        let given = 0;
        for (const pause of pauses) {
          clock.advance(pause / 1_000);
          while (bucket.take(1)) given += 1;
          expect(given).toBeLessThanOrEqual(10 + (clock.monotonic() / 1_000) * 2 + 1e-6);
        }
      }),
    );
  });

  it('is not refilled by the wall clock', () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket(clock, 1, 1);
    expect(bucket.take(1)).toBe(true);
    clock.setWall(clock.now() + 86_400);
    expect(bucket.take(1)).toBe(false);
  });
});

describe('a lane', () => {
  it('runs so many at once, lets so many wait, turns the rest away, and goes on', async () => {
    const lane = createLane(2, 1);
    const ends: (() => void)[] = [];
    let started = 0;
    const task = (): Promise<void> => {
      started += 1;
      return new Promise((resolve) => void ends.push(resolve));
    };
    expect([lane.enter(task), lane.enter(task), lane.enter(task), lane.enter(task)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(started).toBe(2);
    ends[0]?.();
    await Promise.resolve().then(() => Promise.resolve());
    await new Promise(setImmediate);
    expect(started).toBe(3);
    expect(lane.enter(task)).toBe(true);
  });
});

describe('seen requests', () => {
  const answer = (length: number) => ({ content: 'x'.repeat(length) }) as VerifiedEvent;

  it('are bounded in number, oldest first', () => {
    const seen = createSeenRequests(createFakeClock());
    for (let index = 0; index <= MAX_SEEN; index += 1) seen.begin(`${index}` as never);
    expect([seen.find('0' as never), seen.find('1' as never)]).toEqual([undefined, 'working']);
  });

  it('are forgotten, answers and all, once they cannot be fresh any more', () => {
    const clock = createFakeClock();
    const seen = createSeenRequests(clock);
    seen.begin('a' as never);
    seen.answered('a' as never, answer(9));
    clock.advance(REMEMBERED_MS / 2_000);
    seen.begin('b' as never);
    clock.advance(REMEMBERED_MS / 2_000);
    seen.begin('c' as never);
    expect(seen.find('a' as never)).toMatchObject({ content: 'xxxxxxxxx' });
    clock.advance(0.001);
    seen.begin('d' as never);
    expect(['a', 'b', 'c', 'd'].map((id) => seen.find(id as never))).toEqual([
      undefined,
      'working',
      'working',
      'working',
    ]);
  });

  it('keep ids when answers grow too many to keep', () => {
    const seen = createSeenRequests(createFakeClock());
    for (const id of ['a', 'b', 'c']) {
      seen.begin(id as never);
      seen.answered(id as never, answer(MAX_KEPT_CHARACTERS / 2));
    }
    expect(seen.find('a' as never)).toBe('working');
    expect(seen.find('c' as never)).toMatchObject({});
    seen.forget('c' as never);
    expect(seen.find('c' as never)).toBeUndefined();
  });
});

describe('payment text', () => {
  it.each([
    ['lnbcrt1abc', { invoice: 'lnbcrt1abc', amount: null }],
    ['lightning:lnbcrt1abc', { invoice: 'lightning:lnbcrt1abc', amount: null }],
    ['bitcoin:bcrt1q?lightning=lnbc1x&label=a%20b', { invoice: 'lnbc1x', amount: null }],
    ['bitcoin:?lightning=lnbc1x&amount=1', { invoice: 'lnbc1x', amount: 100_000_000_000n }],
    ['bitcoin:?lightning=lnbc1x&amount=0.00000001', { invoice: 'lnbc1x', amount: 1_000n }],
  ])('%s is read', (text, value) => {
    expect(parsePayment(text)).toEqual({ ok: true, value });
  });

  it.each(['0.000000001', '21000000.00000001', '99999999', '.5', '1.', '0x1', '1,5', ''])(
    'an amount of %s bitcoin is not',
    (amount) => {
      expect(parsePayment(`bitcoin:?lightning=x&amount=${amount}`).ok).toBe(false);
    },
  );
});

describe('waiting', () => {
  it('stays between half a second and a minute whatever chance says', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.uint8Array({ minLength: 2, maxLength: 2 }), (failures, bytes) => {
        const wait = backOff(failures, () => bytes);
        expect(wait).toBeGreaterThanOrEqual(500);
        expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS);
      }),
    );
    expect(backOff(6, () => new Uint8Array(2))).toBe(LONGEST_WAIT_MS / 2);
  });
});

describe('a relay address', () => {
  it.each([
    ['wss://relay.example/', 'wss://relay.example'],
    [' wss://Relay.Example/nwc?x=1 ', 'wss://relay.example/nwc?x=1'],
    ['ws://127.0.0.1:7000', 'ws://127.0.0.1:7000'],
    ['ws://localhost:7000', 'ws://localhost:7000'],
    ['ws://[::1]:7000', 'ws://[::1]:7000'],
  ])('%s is taken', (text, value) => {
    expect(relayAddress(text)).toEqual({ ok: true, value });
  });
});
