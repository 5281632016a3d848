// A NIP-47 client that can also misbehave: every part of a request can be replaced. Uses nostr-tools, not our own code.
import { once } from 'node:events';
import { finalizeEvent, getPublicKey } from 'nostr-tools/pure';
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { NostrEvent } from '../../electron/nostr/event.ts';

export type Response = {
  readonly result_type: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: Record<string, unknown> | null;
};

export type RequestParts = {
  readonly createdAt?: number;
  readonly tags?: string[][];
  /** The plain text, in place of method and params. */
  readonly text?: string;
  /** The encrypted content itself. */
  readonly content?: string;
};

export type NwcClient = {
  readonly publicKey: string;
  readonly event: (method: string, params?: unknown, parts?: RequestParts) => NostrEvent;
  readonly publish: (event: NostrEvent) => void;
  /** Every response and notification heard, decrypted, with its event. */
  readonly heard: { readonly event: NostrEvent; readonly body: Response }[];
  readonly answers: (event: NostrEvent) => Response[];
  /** Sends and waits for the first answer. */
  readonly ask: (method: string, params?: unknown, parts?: RequestParts) => Promise<Response>;
  readonly answerTo: (event: NostrEvent) => Promise<Response>;
};

export async function connectNwcClient(
  relay: string,
  secret: Uint8Array,
  serviceKey: string,
  now: () => number,
): Promise<NwcClient> {
  const publicKey = getPublicKey(secret);
  const key = getConversationKey(secret, serviceKey);
  const socket = new WebSocket(relay);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const waiting = new Map<string, (response: Response) => void>();
  const heard: { event: NostrEvent; body: Response }[] = [];
  socket.on('message', (data: Buffer) => {
    const [type, , event] = JSON.parse(data.toString()) as [string, string, NostrEvent];
    if (type !== 'EVENT') return;
    const body = JSON.parse(decrypt(event.content, key)) as Response;
    heard.push({ event, body });
    const id = event.tags.find((tag) => tag[0] === 'e')?.[1] ?? '';
    waiting.get(id)?.(body);
    waiting.delete(id);
  });
  socket.send(JSON.stringify(['REQ', 'answers', { kinds: [23_195, 23_197], '#p': [publicKey] }]));
  await once(socket, 'message');

  const client: NwcClient = {
    publicKey,
    heard,
    event: (method, params = {}, parts = {}) =>
      structuredClone(
        finalizeEvent(
          {
            kind: 23_194,
            created_at: parts.createdAt ?? now(),
            tags: parts.tags ?? [
              ['p', serviceKey],
              ['encryption', 'nip44_v2'],
            ],
            content: parts.content ?? encrypt(parts.text ?? JSON.stringify({ method, params }), key),
          },
          secret,
        ),
      ) as unknown as NostrEvent,
    publish: (event) => socket.send(JSON.stringify(['EVENT', event])),
    answers: (event) =>
      heard.flatMap((one) => (one.event.tags.some((tag) => tag[1] === event.id) ? [one.body] : [])),
    answerTo: (event) => {
      const { promise, resolve } = Promise.withResolvers<Response>();
      waiting.set(event.id, resolve);
      client.publish(event);
      return promise;
    },
    ask: (method, params, parts) => client.answerTo(client.event(method, params, parts)),
  };
  return client;
}
