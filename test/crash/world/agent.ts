// An agent: an NWC client that may also misbehave. Built on nostr-tools, which the wallet under test did not write.
import { once } from 'node:events';
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import { finalizeEvent, getPublicKey, type NostrEvent } from 'nostr-tools/pure';
import { WebSocket } from 'ws';

export type Answer = {
  readonly result_type: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: Readonly<Record<string, unknown>> | null;
};

export type Parts = {
  readonly createdAt?: number;
  readonly tags?: string[][];
  /** The plain text, in place of method and params. */
  readonly text?: string;
  /** The encrypted content itself. */
  readonly content?: string;
  readonly kind?: number;
};

export type Agent = {
  readonly name: string;
  readonly uri: string;
  readonly publicKey: string;
  readonly serviceKey: string;
  readonly secret: Uint8Array;
  readonly event: (method: string, params?: unknown, parts?: Parts) => NostrEvent;
  /** Publishes to its relays, or to one of them. */
  readonly publish: (event: NostrEvent, only?: number) => void;
  /** The first answer to that event; undefined when none came in time. */
  readonly answerTo: (event: NostrEvent, withinMs?: number) => Promise<Answer | undefined>;
  /** Publishes and waits. */
  readonly ask: (
    method: string,
    params?: unknown,
    parts?: Parts,
    withinMs?: number,
  ) => Promise<Answer | undefined>;
  /** Relays that have told of an answer to that event. */
  readonly heardOn: (event: NostrEvent) => readonly string[];
  readonly close: () => void;
};

/** How long an agent waits; the scenarios in which it gives up say so. Milliseconds. */
const PATIENCE_MS = 8_000;

export async function connectAgent(name: string, uri: string, now: () => number): Promise<Agent> {
  const pairing = new URL(uri);
  const serviceKey = pairing.hostname || pairing.pathname.replaceAll('/', '');
  const secret = Buffer.from(pairing.searchParams.get('secret') ?? '', 'hex');
  const key = getConversationKey(secret, serviceKey);
  const publicKey = getPublicKey(secret);
  const urls = pairing.searchParams.getAll('relay');
  const answers = new Map<string, Answer>();
  const heard = new Map<string, Set<string>>();
  const waiting = new Map<string, (answer: Answer) => void>();

  const take = (url: string, data: Buffer): void => {
    const event = eventIn(data.toString());
    if (event?.kind !== 23_195) return;
    const id = event.tags.find((tag) => tag[0] === 'e')?.[1] ?? '';
    const answer = JSON.parse(decrypt(event.content, key)) as Answer;
    heard.set(id, (heard.get(id) ?? new Set()).add(url));
    answers.set(id, answer);
    waiting.get(id)?.(answer);
    waiting.delete(id);
  };
  const connect = async (url: string): Promise<WebSocket> => {
    const socket = new WebSocket(url);
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => take(url, data));
    await once(socket, 'open');
    const filter = { kinds: [23_195], '#p': [publicKey], since: now() - 5 };
    socket.send(JSON.stringify(['REQ', 'answers', filter]));
    return socket;
  };
  const sockets = await Promise.all(urls.map(connect));
  let closed = false;
  sockets.forEach((socket, index) =>
    socket.on('close', function again() {
      if (!closed)
        void connect(urls[index] ?? '')
          .then((next) => {
            sockets[index] = next;
            next.on('close', again);
          })
          .catch(() => undefined);
    }),
  );

  const event: Agent['event'] = (method, params = {}, parts = {}) =>
    finalizeEvent(
      {
        kind: parts.kind ?? 23_194,
        created_at: parts.createdAt ?? now(),
        tags: parts.tags ?? [
          ['p', serviceKey],
          ['encryption', 'nip44_v2'],
        ],
        content: parts.content ?? encrypt(parts.text ?? JSON.stringify({ method, params }), key),
      },
      secret,
    );
  const publish: Agent['publish'] = (sent, only) =>
    sockets.forEach((socket, index) => {
      if ((only === undefined || only === index) && socket.readyState === WebSocket.OPEN)
        socket.send(JSON.stringify(['EVENT', sent]));
    });
  const answerTo: Agent['answerTo'] = ({ id }, withinMs = PATIENCE_MS) => {
    const known = answers.get(id);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const late = setTimeout(() => (waiting.delete(id), resolve(undefined)), withinMs);
      waiting.set(id, (answer) => (clearTimeout(late), resolve(answer)));
    });
  };
  return {
    name,
    uri,
    publicKey,
    serviceKey,
    secret,
    event,
    publish,
    answerTo,
    ask: (method, params, parts, withinMs) => {
      const asked = event(method, params, parts);
      publish(asked);
      return answerTo(asked, withinMs);
    },
    heardOn: ({ id }) => [...(heard.get(id) ?? [])],
    close: () => {
      closed = true;
      for (const socket of sockets) socket.terminate();
    },
  };
}

/** A hostile relay says anything. */
function eventIn(text: string): NostrEvent | undefined {
  try {
    const frame = JSON.parse(text) as readonly unknown[];
    return frame[0] === 'EVENT' ? ((frame[2] as NostrEvent | null) ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
