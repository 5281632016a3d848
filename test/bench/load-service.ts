// The wallet service under load, in a process of its own so that its memory is its own: ours, the whole core with gate and ledger,
// or the one of @getalby/sdk with a bare payment behind it.
import { NWCWalletService, NWCWalletServiceKeyPair } from '@getalby/sdk/nwc';
import { getChannels, payViaPaymentRequest } from 'ln-service';
import { openConnection } from '../../electron/lightning/lnd/connection.ts';
import type { NodeCredentials } from '../../electron/lightning/lightning-node.ts';
import { publicKeyOf } from '../../electron/nostr/event.ts';
import { systemRandom } from '../../electron/store/clock.ts';
import { sats } from '../../shared/domain/money.ts';
import { openWholeFleet, OPERATOR } from '../support/whole-fleet.ts';
import { pairAgent } from './pair-agent.ts';

export type ServiceKind = 'portcullis' | 'alby-sdk';
export type StartService = {
  readonly kind: ServiceKind;
  readonly relay: string;
  readonly node: NodeCredentials;
  readonly connections: number;
};
export type ServiceMeasure = {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly cpuMs: number;
};

const uriOf = (service: string, relay: string, secret: Uint8Array): string =>
  `nostr+walletconnect://${service}?relay=${encodeURIComponent(relay)}&secret=${hex(secret)}`;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function startPortcullis({ relay, node, connections }: StartService): Promise<readonly string[]> {
  const { fleet } = await openWholeFleet();
  fleet.start();
  const added = await fleet.nodes.add({ ...node, name: 'Node' }, OPERATOR);
  if (!added.ok) throw new Error(added.message);
  const uris = Array.from({ length: connections }, (_, index) =>
    pairAgent(fleet, {
      name: `Agent ${index}`,
      nodeId: added.value.id,
      draw: 'dedicated',
      methods: ['pay_invoice', 'get_balance'],
      relays: [relay],
    }),
  );
  for (let attempt = 0; fleet.gate.doubts().length > 0; attempt += 1) {
    if (attempt > 200) throw new Error('the gate did not open');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return uris;
}

async function startAlby({ relay, node, connections }: StartService): Promise<readonly string[]> {
  const service = new NWCWalletService({ relayUrls: [relay] });
  const { lnd } = openConnection(node);
  return Promise.all(
    Array.from({ length: connections }, async () => {
      const [wallet, client] = [systemRandom(32), systemRandom(32)];
      const pair = new NWCWalletServiceKeyPair(hex(wallet), publicKeyOf(client));
      await service.publishWalletServiceInfoEvent(hex(wallet), ['pay_invoice', 'get_balance'], []);
      await service.subscribe(pair, {
        payInvoice: async ({ invoice }) => {
          const paid = await payViaPaymentRequest({
            lnd,
            request: invoice,
            max_fee_mtokens: sats(1_000n).toString(),
            max_paths: 16,
            pathfinding_timeout: 20_000,
          });
          return { result: { preimage: paid.secret, fees_paid: Number(paid.fee_mtokens) }, error: undefined };
        },
        getBalance: async () => {
          const { channels } = await getChannels({ lnd });
          const balance = channels.reduce((sum, channel) => sum + channel.local_balance, 0) * 1_000;
          return { result: { balance }, error: undefined };
        },
      });
      return uriOf(publicKeyOf(wallet), relay, client);
    }),
  );
}

function measure(): ServiceMeasure {
  for (let pass = 0; pass < 3; pass += 1) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return { heapBytes: heapUsed, residentBytes: rss, cpuMs: (user + system) / 1_000 };
}

process.on('message', (message: StartService | 'measure') => {
  if (message === 'measure') process.send?.(measure());
  else
    void (message.kind === 'portcullis' ? startPortcullis(message) : startAlby(message)).then((uris) =>
      process.send?.({ uris }),
    );
});
process.once('disconnect', () => process.exit(0));
