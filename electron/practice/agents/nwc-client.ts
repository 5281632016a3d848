// NWC client: what an agent has of a wallet. One relay connection, NIP-44 requests and answers of NIP-47, nothing product-specific.
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import { signSchnorr, xOnlyPointFromScalar } from 'tiny-secp256k1';
import { WebSocket } from 'ws';
import { NWC_KINDS } from '../../../shared/domain/nwc.ts';
import { checkEvent, eventId, type RelayEvent } from '../relay/event.ts';
import type { Clock, Random } from '../seeded.ts';

export type NwcReply =
  | { readonly kind: 'result'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly kind: 'error'; readonly code: string; readonly message: string }
  /** No answer in time: the request may have been carried out. */
  | { readonly kind: 'timeout' };

export type NwcClient = {
  /** Never rejects. `timeoutMs` counts from the call, connection or not. */
  readonly request: (method: string, params: object, timeoutMs?: number) => Promise<NwcReply>;
  readonly close: () => void;
};

/** A pairing URI taken apart (NIP-47). */
export type Pairing = {
  readonly service: string;
  readonly relays: readonly string[];
  readonly secret: Buffer;
};

/** As long as the common JavaScript client waits for a payment. */
const DEFAULT_TIMEOUT_MS = 60_000;
const RECONNECT_MS = 1_000;

/** undefined for anything that is not a pairing URI. */
export function parsePairing(uri: string): Pairing | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.protocol !== 'nostr+walletconnect:') return undefined;
  const service = url.hostname || url.pathname.replace(/^\/+/, '');
  const secret = url.searchParams.get('secret') ?? '';
  const relays = url.searchParams.getAll('relay');
  if (!/^[0-9a-f]{64}$/.test(service) || !/^[0-9a-f]{64}$/.test(secret) || relays.length === 0)
    return undefined;
  return { service, relays, secret: Buffer.from(secret, 'hex') };
}

export function createNwcClient(deps: {
  readonly pairing: Pairing;
  readonly clock: Clock;
  readonly random: Random;
}): NwcClient {
  const { pairing, clock, random } = deps;
  const [relay = ''] = pairing.relays;
  const publicKey = Buffer.from(xOnlyPointFromScalar(pairing.secret)).toString('hex');
  const key = getConversationKey(Uint8Array.from(pairing.secret), pairing.service);
  const waiting = new Map<string, { readonly event: RelayEvent; readonly done: (reply: NwcReply) => void }>();
  let socket: WebSocket | undefined;
  let closed = false;

  const say = (...message: readonly unknown[]): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };

  function signed(content: string): RelayEvent {
    const body = {
      pubkey: publicKey,
      created_at: clock.now(),
      kind: NWC_KINDS.request,
      tags: [
        ['p', pairing.service],
        ['encryption', 'nip44_v2'],
      ],
      content,
    };
    const id = eventId(body);
    const sig = Buffer.from(signSchnorr(Buffer.from(id, 'hex'), pairing.secret, random(32))).toString('hex');
    return { ...body, id, sig };
  }

  function receive(text: string): void {
    const message: unknown = parseJson(text);
    if (!Array.isArray(message) || message[0] !== 'EVENT') return;
    const checked = checkEvent(message[2]);
    // A relay is not believed: author and signature must be the wallet's.
    if (!checked.ok || checked.event.pubkey !== pairing.service || checked.event.kind !== NWC_KINDS.response)
      return;
    const id = checked.event.tags.find(([name]) => name === 'e')?.[1] ?? '';
    const request = waiting.get(id);
    const reply = request && readReply(checked.event.content, key);
    if (!reply) return;
    waiting.delete(id);
    request.done(reply);
  }

  function connect(): void {
    if (closed) return;
    const next = new WebSocket(relay);
    socket = next;
    next.on('open', () => {
      say('REQ', 'nwc', {
        kinds: [NWC_KINDS.response],
        authors: [pairing.service],
        '#p': [publicKey],
        since: clock.now() - 60,
      });
      // The id is the same, so a wallet that has seen it answers without acting twice.
      for (const { event } of waiting.values()) say('EVENT', event);
    });
    next.on('message', (data) => receive(Buffer.isBuffer(data) ? data.toString('utf8') : ''));
    next.on('error', () => next.terminate());
    next.on('close', () => void clock.after(RECONNECT_MS, connect));
  }

  connect();
  return {
    request: (method, params, timeoutMs = DEFAULT_TIMEOUT_MS) =>
      new Promise((resolve) => {
        const text = JSON.stringify({ method, params });
        const event = signed(encrypt(text, key, Uint8Array.from(random(32))));
        const giveUp = clock.after(timeoutMs, () => {
          waiting.delete(event.id);
          resolve({ kind: 'timeout' });
        });
        const done = (reply: NwcReply): void => {
          giveUp();
          resolve(reply);
        };
        waiting.set(event.id, { event, done });
        say('EVENT', event);
      }),
    close: () => {
      closed = true;
      socket?.terminate();
      for (const { done } of waiting.values()) done({ kind: 'timeout' });
      waiting.clear();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** undefined for content that is not an answer. An error beside a result counts as an error. */
function readReply(content: string, key: Uint8Array): NwcReply | undefined {
  let text: string;
  try {
    text = decrypt(content, key);
  } catch {
    return undefined;
  }
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { error, result } = parsed as { error?: unknown; result?: unknown };
  if (typeof error === 'object' && error !== null) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return { kind: 'error', code: String(code), message: typeof message === 'string' ? message : '' };
  }
  if (typeof result !== 'object' || result === null) return undefined;
  return { kind: 'result', result: result as Readonly<Record<string, unknown>> };
}
