// Fleet child: what `electron/practice` is to practice, over the lab: a relay, the demo agents, and real lnd as their nodes and shops. Started
// by the console's core as its practice child, and spoken to by the same messages.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startAgent, type PracticeAgent } from '../../electron/practice/agents/agent.ts';
import { CAST } from '../../electron/practice/agents/cast.ts';
import { createNwcClient, parsePairing } from '../../electron/practice/agents/nwc-client.ts';
import { INVOICE_SECONDS } from '../../electron/practice/agents/shops.ts';
import { startEsploraServer } from '../../electron/practice/chain/esplora-server.ts';
import { openChannel } from '../../electron/practice/channel.ts';
import { createPracticeNetwork } from '../../electron/practice/lightning/network.ts';
import { readToPractice } from '../../electron/practice/messages.ts';
import { startRelay } from '../../electron/practice/relay/relay.ts';
import { seededRandom, wallClock } from '../../electron/practice/seeded.ts';
import type { Character, FromPractice } from '../../shared/domain/practice.ts';
import type { LabFile } from './console.ts';
import { openRpc } from './rpc.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    speed: { type: 'string', default: '1' },
    lab: { type: 'string', default: '' },
  },
});
const channel = openChannel(false);
if (!channel) throw new Error('the lab’s fleet is started by its console');
channel.onClose(() => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
const log = (line: string): void => channel.send({ type: 'log', line } satisfies FromPractice);

const lab = JSON.parse(readFileSync(values.lab, 'utf8')) as LabFile;
const rpcs = lab.nodes.map((node) => openRpc(node));
const relay = await startRelay({ clock: wallClock });
// The treasury’s pretend chain: the lab’s own is lnd’s alone.
const network = createPracticeNetwork({ seed: `lab ${values.seed}`, topology: 'empty' });
const chain = await startEsploraServer(network.chain);
const agents = new Map<Character, PracticeAgent>();
let speed = Number(values.speed);

/** The fleet is alice and bob. Carol is the shop: the gate pays no node of the fleet itself. */
const FLEET = lab.nodes.slice(0, 2);
const shop = rpcs[2];

async function invoiceFor(sats: number, memo: string): Promise<string> {
  const answer = await shop?.call('lnrpc.Lightning/AddInvoice', {
    value: String(sats),
    memo,
    expiry: String(INVOICE_SECONDS),
  });
  return String(answer?.['payment_request']);
}

function payFrom(request: string): void {
  const stream = shop?.stream('routerrpc.Router/SendPaymentV2', {
    payment_request: request,
    fee_limit_sat: '50',
    timeout_seconds: 25,
  });
  stream?.on('data', () => undefined);
  stream?.on('error', (error: Error) => log(`a tip did not go through: ${error.message}`));
}

function pair(character: Character, uri: string): void {
  const pairing = parsePairing(uri);
  if (!pairing) return log(`${CAST[character].member.name} was given something that is not a pairing URI`);
  agents.get(character)?.stop();
  const seed = `lab ${values.seed}/${character}`;
  agents.set(
    character,
    startAgent({
      spec: CAST[character],
      client: createNwcClient({ pairing, clock: wallClock, random: seededRandom(`${seed}/wire`) }),
      clock: wallClock,
      seed,
      speed: () => speed,
      invoiceFor: ({ sats, description }) => invoiceFor(sats, description),
      payFrom: (_payee, request) => payFrom(request),
      log,
    }),
  );
}

channel.onMessage((raw) => {
  const message = readToPractice(raw);
  if (message?.type === 'pair') for (const { character, uri } of message.agents) pair(character, uri);
  else if (message?.type === 'speed') speed = message.factor;
  else if (message?.type === 'drill') for (const agent of agents.values()) agent.drill(message.name);
});
channel.send({
  type: 'ready',
  relays: [relay.url],
  chain: chain.url,
  nodes: FLEET.map(({ name, socket, certificate, macaroon }) => ({
    name,
    socket,
    certificate,
    macaroon,
  })),
  cast: Object.values(CAST).map(({ member }) => ({
    ...member,
    node: Math.min(member.node, FLEET.length - 1),
  })),
  labels: lab.nodes.slice(2).map(({ publicKey }) => ({ destination: publicKey, label: 'Carol’s shop' })),
} satisfies FromPractice);
