// A wallet service for tests: answers NIP-47 requests on the practice relay by a script.
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import { finalizeEvent, generateSecretKey, getPublicKey, type Event } from 'nostr-tools/pure';
import { WebSocket } from 'ws';

export type Asked = {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly event: Event;
};
export type Scripted =
  { readonly result: object } | { readonly error: { code: string; message: string } } | null;

export type ScriptedWallet = {
  readonly uri: string;
  readonly asked: Asked[];
  readonly close: () => void;
};

/** `answer` gives null for silence. */
export async function openScriptedWallet(
  relay: string,
  answer: (asked: Asked) => Scripted,
): Promise<ScriptedWallet> {
  const [service, client] = [generateSecretKey(), generateSecretKey()];
  const clientKey = getPublicKey(client);
  const key = getConversationKey(service, clientKey);
  const asked: Asked[] = [];
  const socket = new WebSocket(relay);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString('utf8')) as [string, string, Event];
    if (message[0] !== 'EVENT') return;
    const event = message[2];
    const request = JSON.parse(decrypt(event.content, key)) as Omit<Asked, 'event'>;
    const one = { ...request, event };
    asked.push(one);
    const reply = answer(one);
    if (reply === null) return;
    const content = encrypt(JSON.stringify({ result_type: request.method, ...reply }), key);
    const tags = [
      ['p', clientKey],
      ['e', event.id],
    ];
    const at = Math.floor(Date.now() / 1_000);
    socket.send(
      JSON.stringify(['EVENT', finalizeEvent({ kind: 23_195, content, tags, created_at: at }, service)]),
    );
  });
  socket.send(JSON.stringify(['REQ', 'w', { kinds: [23_194], '#p': [getPublicKey(service)] }]));
  const secret = Buffer.from(client).toString('hex');
  return {
    asked,
    uri: `nostr+walletconnect://${getPublicKey(service)}?relay=${encodeURIComponent(relay)}&secret=${secret}`,
    close: () => socket.terminate(),
  };
}
