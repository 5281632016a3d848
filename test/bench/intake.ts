// Requests brought in: from the socket through parsing, attribution, signature and decryption to the gate's door, against verifying
// and decrypting the same events and nothing else.
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { createConversation } from '../../electron/nostr/encryption.ts';
import {
  isAuthentic,
  parseEvent,
  publicKeyOf,
  signEvent,
  type NostrEvent,
} from '../../electron/nostr/event.ts';
import { createWalletService } from '../../electron/nostr/nip47/service.ts';
import { createRelayPool } from '../../electron/nostr/relay-pool.ts';
import { systemClock, systemRandom } from '../../electron/store/clock.ts';
import type { ConnectionId, NostrKey } from '../../shared/domain/ids.ts';
import { NWC_KINDS } from '../../shared/domain/nwc.ts';
import { createScriptedGate } from '../fakes/scripted-gate.ts';
import { clientSecret, createTestConnections } from '../support/test-connections.ts';
import { median, type Figure } from './figure.ts';

const ROUNDS = 7;
const LINKS = 200;
/** Below what one connection may send in a burst. */
const EACH = 5;

export async function intake(): Promise<readonly Figure[]> {
  const relay = await startRelayThread();
  const connections = createTestConnections(systemClock);
  const links = Array.from({ length: LINKS }, (_, index) =>
    connections.add(`link ${index}`, { relays: [relay.url] }),
  );
  const pool = createRelayPool({ clock: systemClock, random: systemRandom });
  let arrived = 0;
  let whenAll = (): void => undefined;
  const gate = createScriptedGate();
  // Never answered: what an answer costs is not in question here.
  gate.onPay = () => {
    arrived += 1;
    if (arrived === LINKS * EACH) whenAll();
    return new Promise(() => undefined);
  };
  const quiet = { warn: () => undefined, error: () => undefined };
  const service = createWalletService({
    connections,
    gate,
    pool,
    clock: systemClock,
    random: systemRandom,
    registry: { get: () => undefined },
    nodeInfo: () => null,
    log: quiet,
  });
  service.start();
  await relay.subscribed;

  const conversations = links.map((link) =>
    createConversation(clientSecret(link.id), link.serviceKey, systemRandom),
  );
  let serial = 0;
  const events = (): NostrEvent[] =>
    Array.from({ length: LINKS * EACH }, (_, index) => {
      const link = links[index % LINKS];
      const conversation = conversations[index % LINKS];
      if (!link || !conversation) throw new Error('there is no such link');
      return requestTo(link.serviceKey, link.id, conversation.encrypt, (serial += 1));
    });

  const ratios: number[] = [];
  const rates = { bare: [] as number[], whole: [] as number[] };
  // One round more than is counted: the first derives the shared keys.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const batch = events();
    const bareStart = performance.now();
    batch.forEach((event, index) => {
      const content = isAuthentic(event) && conversations[index % LINKS]?.decrypt(event.content);
      if (!content || !content.ok) throw new Error('an honest event was not read');
    });
    const bare = batch.length / (performance.now() - bareStart);

    arrived = 0;
    const all = new Promise<void>((resolve) => (whenAll = resolve));
    const wholeStart = performance.now();
    relay.send(batch);
    await all;
    const whole = batch.length / (performance.now() - wholeStart);
    // The buckets of each connection fill again: a burst is not what is measured.
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (round === 0) continue;
    ratios.push(whole / bare);
    rates.bare.push(bare * 1_000);
    rates.whole.push(whole * 1_000);
  }
  await service.stop();
  pool.close();
  relay.stop();
  return [
    {
      name: 'requests verified and decrypted ÷ bare verification and NIP-44',
      value: median(ratios),
      wanted: { at: 'least', value: 0.8 },
      detail: `${Math.round(median(rates.whole))}/s from the socket to the gate’s door against ${Math.round(median(rates.bare))}/s, ${LINKS} connections, one thread`,
    },
  ];
}

function requestTo(
  serviceKey: NostrKey,
  id: ConnectionId,
  encrypt: (text: string) => string,
  serial: number,
): NostrEvent {
  const secret = clientSecret(id);
  const content = encrypt(
    JSON.stringify({
      method: 'pay_invoice',
      params: { invoice: `lnbcrt1${hex(`${serial}`)}`, amount: 1_000 },
    }),
  );
  const tags = [
    ['p', serviceKey],
    ['encryption', 'nip44_v2'],
  ];
  const event = signEvent(
    { kind: NWC_KINDS.request, created_at: systemClock.now(), tags, content },
    secret,
    systemRandom,
  );
  const read = parseEvent(JSON.parse(JSON.stringify(event)));
  if (!read || read.pubkey !== publicKeyOf(secret)) throw new Error('not the event that was signed');
  return read;
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

type RelayThread = {
  readonly url: string;
  /** Resolves at the first subscription. */
  readonly subscribed: Promise<void>;
  readonly send: (events: readonly NostrEvent[]) => void;
  readonly stop: () => void;
};

/** A relay in a thread of its own, so that its work is not counted: it passes on what it is told to. */
async function startRelayThread(): Promise<RelayThread> {
  const worker = new Worker(new URL('./relay-thread.ts', import.meta.url));
  let subscribed = (): void => undefined;
  const whenSubscribed = new Promise<void>((resolve) => (subscribed = resolve));
  const url = await new Promise<string>((resolve) => {
    worker.on('message', (message: { readonly url?: string }) => {
      if (message.url === undefined) subscribed();
      else resolve(message.url);
    });
  });
  return {
    url,
    subscribed: whenSubscribed,
    send: (events) => worker.postMessage(events.map((event) => JSON.stringify(event))),
    stop: () => void worker.terminate(),
  };
}
