// The naive wallet itself. Every mistake is marked; each was reported of some wallet, and none is needed to be quick.
import { authenticatedLndGrpc, payViaPaymentRequest, type AuthenticatedLnd } from 'lightning';
import { parsePaymentRequest } from 'invoices';
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import { finalizeEvent, getPublicKey, type NostrEvent } from 'nostr-tools/pure';
import { WebSocket } from 'ws';
import type { Settings } from './wallet.ts';

type Reply = { result?: object; error?: { code: string; message: string } };

/** Mistake: the count lives in this process and begins anew with it. Sats by client. */
const spent = new Map<string, number>();
const PAY_WITHIN_MS = 1_000;
const sockets: WebSocket[] = [];
let lnd: AuthenticatedLnd | undefined;

const no = (code: string, message: string): Reply => ({ error: { code, message } });

async function pay(settings: Settings, client: string, invoice: string): Promise<Reply> {
  const { policy, node } = settings;
  const request = parsePaymentRequest({ request: invoice });
  const sats = Number(request.mtokens ?? '0') / 1_000;
  if (sats <= 0 || !policy.allowlist.includes(request.destination)) return no('RESTRICTED', 'not allowed');
  if (sats > policy.single) return no('QUOTA_EXCEEDED', 'too large');
  // Mistake: the check is here and the count is below, behind an await; nothing is reserved, fees are not counted.
  if ((spent.get(client) ?? 0) + sats > policy.daily) return no('QUOTA_EXCEEDED', 'the day is used up');
  lnd ??= authenticatedLndGrpc({
    socket: node.socket,
    cert: Buffer.from(node.certificate).toString('base64'),
    macaroon: node.macaroon,
  }).lnd;
  try {
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('timed out')), PAY_WITHIN_MS),
    );
    // Mistake: no fee limit.
    const paid = await Promise.race([payViaPaymentRequest({ lnd, request: invoice }), late]);
    spent.set(client, (spent.get(client) ?? 0) + sats);
    return { result: { preimage: paid.secret } };
  } catch {
    // Mistake: a time-out is taken for a failure, so nothing is counted.
    return no('PAYMENT_FAILED', 'the payment failed');
  }
}

async function answer(
  settings: Settings,
  client: string,
  method: string,
  params: { invoice?: string },
): Promise<Reply> {
  switch (method) {
    case 'pay_invoice':
      return pay(settings, client, params.invoice ?? '');
    case 'get_balance':
      return { result: { balance: 1_000_000 } };
    case 'get_info':
      return { result: { alias: 'naive', methods: ['pay_invoice', 'get_balance', 'get_info'] } };
    default:
      return no('NOT_IMPLEMENTED', method);
  }
}

function serve(settings: Settings): void {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const url of settings.relays)
    for (const { service, client } of settings.pairs) {
      const secret = Buffer.from(service, 'hex');
      const key = getConversationKey(secret, client);
      const now = (): number => Math.floor(Date.now() / 1_000);
      const socket = new WebSocket(url);
      sockets.push(socket);
      const publish = (kind: number, tags: string[][], content: string): void =>
        socket.send(
          JSON.stringify(['EVENT', finalizeEvent({ kind, created_at: now(), tags, content }, secret)]),
        );
      socket.on('error', () => undefined);
      socket.on('open', () => {
        publish(13_194, [['encryption', 'nip44_v2']], 'pay_invoice get_balance get_info');
        socket.send(JSON.stringify(['REQ', 'requests', { kinds: [23_194], '#p': [getPublicKey(secret)] }]));
      });
      socket.on('message', (data: Buffer) => {
        const [type, , event] = JSON.parse(data.toString()) as [string, string, NostrEvent];
        if (type !== 'EVENT' || event.pubkey !== client) return;
        const { method, params } = JSON.parse(decrypt(event.content, key)) as {
          method: string;
          params: { invoice?: string };
        };
        // Mistake: no request is remembered.
        void answer(settings, client, method, params).then((reply) => {
          const body = { result_type: method, result: null, error: null, ...reply };
          publish(
            23_195,
            [
              ['p', client],
              ['e', event.id],
            ],
            encrypt(JSON.stringify(body), key),
          );
        });
      });
    }
}

process.on('message', (raw) => {
  serve(raw as Settings);
  process.send?.('served');
});
process.on('disconnect', () => process.exit(0));
