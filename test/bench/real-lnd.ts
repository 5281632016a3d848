// `pay_invoice` through everything over real lnd, against a bare ln-service payment on the same lnd. Only where lnd is built.
import { payViaPaymentRequest } from 'ln-service';
import { openConnection } from '../../electron/lightning/lnd/connection.ts';
import { createNwcClient, parsePairing } from '../../electron/practice/agents/nwc-client.ts';
import { wallClock } from '../../electron/practice/seeded.ts';
import { systemRandom } from '../../electron/store/clock.ts';
import { sats } from '../../shared/domain/money.ts';
import { cachedBinaries } from '../lab/binaries.ts';
import { startLab } from '../lab/lab.ts';
import { startStandalonePractice } from '../support/standalone-practice.ts';
import { openWholeFleet, OPERATOR } from '../support/whole-fleet.ts';
import { median, type Figure } from './figure.ts';
import { pairAgent } from './pair-agent.ts';

const ROUNDS = 60;
const WARM_UP = 5;

export async function realLnd(): Promise<readonly Figure[]> {
  const binaries = cachedBinaries();
  if (!binaries) {
    process.stderr.write('skipped: real lnd is not built here; “npm run lab -- --build” builds it.\n');
    return [];
  }
  const lab = await startLab(binaries, () => undefined);
  const relay = await startStandalonePractice();
  const { fleet, end } = await openWholeFleet();
  const [alice, bob] = [lab.node('alice'), lab.node('bob')];
  const credentials = { socket: alice.socket, certificate: alice.certificate(), macaroon: alice.macaroon };
  const bare = openConnection(credentials);
  try {
    fleet.start();
    const added = await fleet.nodes.add({ ...credentials, name: 'alice' }, OPERATOR);
    if (!added.ok) throw new Error(added.message);
    const pairing = parsePairing(
      pairAgent(fleet, {
        name: 'A',
        nodeId: added.value.id,
        draw: 'dedicated',
        methods: ['pay_invoice', 'get_info'],
        relays: relay.ready.relays,
      }),
    );
    if (!pairing) throw new Error('not a pairing URI');
    const agent = createNwcClient({ pairing, clock: wallClock, random: systemRandom });
    for (let tries = 0; tries < 60 && fleet.gate.doubts().length > 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 250));
    for (let tries = 0; tries < 40; tries += 1)
      if ((await agent.request('get_info', {}, 500)).kind !== 'timeout') break;

    const invoice = async (): Promise<string> =>
      String((await bob.rpc().call('lnrpc.Lightning/AddInvoice', { value: '100' }))['payment_request']);
    const [whole, alone]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      const [first, second] = [await invoice(), await invoice()];
      const through = await time(async () => {
        const reply = await agent.request('pay_invoice', { invoice: first });
        if (reply.kind !== 'result') throw new Error(`not paid: ${JSON.stringify(reply)}`);
      });
      const by = await time(() =>
        payViaPaymentRequest({
          lnd: bare.lnd,
          request: second,
          max_fee_mtokens: sats(1_000n).toString(),
          max_paths: 16,
          pathfinding_timeout: 20_000,
        }),
      );
      if (round < WARM_UP) continue;
      whole.push(through);
      alone.push(by);
    }
    agent.close();
    return [
      {
        name: 'pay_invoice over real lnd ÷ bare payment on the same lnd',
        value: median(whole) / median(alone),
        wanted: { at: 'most', value: 1.3 },
        heldBackBy:
          'Two durable commits and the relay, there and back, beside a payment of one hop on loopback.',
        detail: `medians of ${ROUNDS}, in turns: ${median(whole).toFixed(0)} ms against ${median(alone).toFixed(0)} ms; lnd 0.21.2, one hop`,
      },
    ];
  } finally {
    bare.close();
    await end();
    relay.stop();
    await lab.stop();
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
