// The agents' wallet client: requests, answers, lies and lost connections, over the practice relay.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createNwcClient,
  parsePairing,
  type NwcClient,
} from '../../../../electron/practice/agents/nwc-client.ts';
import { startRelay, type Relay } from '../../../../electron/practice/relay/relay.ts';
import { seededRandom, wallClock } from '../../../../electron/practice/seeded.ts';
import { openScriptedWallet, type Asked, type Scripted, type ScriptedWallet } from './scripted-wallet.ts';

let relay: Relay;
let wallet: ScriptedWallet;
let client: NwcClient;
let answer: (asked: Asked) => Scripted;

beforeEach(async () => {
  relay = await startRelay();
  answer = () => ({ result: { balance: 5 } });
  wallet = await openScriptedWallet(relay.url, (asked) => answer(asked));
  const pairing = parsePairing(wallet.uri);
  if (!pairing) throw new Error('the URI was not read');
  client = createNwcClient({ pairing, clock: wallClock, random: seededRandom('client') });
});
afterEach(async () => {
  client.close();
  wallet.close();
  await relay.close();
});

describe('a pairing URI', () => {
  const service = 'a'.repeat(64);
  const secret = 'b'.repeat(64);
  it('is taken apart', () => {
    const uri = `nostr+walletconnect://${service}?relay=wss%3A%2F%2Fa.example&relay=wss%3A%2F%2Fb.example&secret=${secret}`;
    expect(parsePairing(uri)).toMatchObject({ service, relays: ['wss://a.example', 'wss://b.example'] });
  });
  it.each([
    '',
    'https://example.org',
    `nostr+walletconnect://${service}?secret=${secret}`,
    `nostr+walletconnect://${service}?relay=wss://a.example`,
    `nostr+walletconnect://short?relay=wss://a.example&secret=${secret}`,
  ])('is refused when it is not one: %s', (uri) => {
    expect(parsePairing(uri)).toBeUndefined();
  });
});

describe('a request', () => {
  it('carries the NIP-44 tag and gets its own answer', async () => {
    answer = ({ params }) => ({ result: { echo: params['n'] } });
    const replies = await Promise.all([1, 2, 3].map((n) => client.request('get_balance', { n })));
    expect(replies.map((reply) => reply.kind === 'result' && reply.result['echo'])).toEqual([1, 2, 3]);
    expect(wallet.asked[0]?.event.tags).toContainEqual(['encryption', 'nip44_v2']);
  });

  it('passes an error on with its code', async () => {
    answer = () => ({ error: { code: 'QUOTA_EXCEEDED', message: 'exceeds_daily_limit' } });
    expect(await client.request('pay_invoice', { invoice: 'x' })).toEqual({
      kind: 'error',
      code: 'QUOTA_EXCEEDED',
      message: 'exceeds_daily_limit',
    });
  });

  it('does not believe an answer whose signature is broken', async () => {
    relay.faults.badSignatures = true;
    answer = () => ({ result: { balance: 1 } });
    expect(await client.request('get_balance', {}, 400)).toEqual({ kind: 'timeout' });
  });

  it('takes an answer that comes twice once', async () => {
    relay.faults.deliverTwice = true;
    expect(await client.request('get_balance', {})).toMatchObject({ kind: 'result' });
  });

  it('ends after its time when nobody answers', async () => {
    answer = () => null;
    expect(await client.request('get_balance', {}, 200)).toEqual({ kind: 'timeout' });
  });

  it('is sent again under the same id when the connection was lost', async () => {
    answer = () => null;
    const pending = client.request('pay_invoice', { invoice: 'x' }, 8_000);
    await expect.poll(() => wallet.asked.length).toBe(1);
    relay.faults.keepEphemeral = true;
    relay.cutAll();
    await expect
      .poll(() => relay.events().map(({ id }) => id), { timeout: 4_000 })
      .toEqual([wallet.asked[0]?.event.id]);
    client.close();
    expect(await pending).toEqual({ kind: 'timeout' });
  });
});
