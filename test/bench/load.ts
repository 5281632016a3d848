// Load: 1,000 connections asking 200 times a second, half of it payments, over a real relay and an LND-speaking node; and the same
// clients against the wallet service of @getalby/sdk, each going on as soon as it is answered.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  createNwcClient,
  parsePairing,
  type NwcClient,
  type NwcReply,
} from '../../electron/practice/agents/nwc-client.ts';
import { wallClock } from '../../electron/practice/seeded.ts';
import { systemRandom } from '../../electron/store/clock.ts';
import { startStandalonePractice, type StandalonePractice } from '../support/standalone-practice.ts';
import { median, type Figure } from './figure.ts';
import type { ServiceKind, ServiceMeasure, StartService } from './load-service.ts';

const CONNECTIONS = 1_000;
const PER_SECOND = 200;
const TICK_MS = 50;
/** What `npm run bench` takes; `--long` takes ten minutes. */
const SHORT_SECONDS = 60;
const LONG_SECONDS = 600;
/** A relay takes no more than 64 subscriptions from one socket, and that service opens one for each connection. */
const SIDE_BY_SIDE = 50;
const SIDE_BY_SIDE_MS = 10_000;
const SIDE_BY_SIDE_ROUNDS = 3;

type Service = {
  readonly clients: readonly NwcClient[];
  readonly measure: () => Promise<ServiceMeasure>;
  readonly stop: () => void;
};

export async function load(): Promise<readonly Figure[]> {
  return [...(await steady()), ...(await sideBySide())];
}

async function steady(): Promise<readonly Figure[]> {
  const seconds = process.argv.includes('--long') ? LONG_SECONDS : SHORT_SECONDS;
  const practice = await startStandalonePractice();
  const service = await startService(practice, 'portcullis', CONNECTIONS);
  const nextInvoice = invoiceStock(practice);
  const latencies: number[] = [];
  let [asked, lost, refused] = [0, 0, 0];
  const running = new Set<Promise<void>>();

  const ask = (): void => {
    const client = service.clients[asked % CONNECTIONS];
    const pays = asked % 2 === 0;
    asked += 1;
    if (!client) throw new Error('there is no such client');
    const one = (async () => {
      const params = pays ? { invoice: await nextInvoice() } : {};
      const start = performance.now();
      const reply = await client.request(pays ? 'pay_invoice' : 'get_balance', params, 30_000);
      latencies.push(performance.now() - start);
      if (reply.kind === 'timeout') lost += 1;
      if (reply.kind === 'error') refused += 1;
    })();
    running.add(one);
    void one.finally(() => running.delete(one));
  };

  const start = performance.now();
  let early: ServiceMeasure | undefined;
  while (performance.now() - start < seconds * 1_000) {
    const due = Math.floor(((performance.now() - start) / 1_000) * PER_SECOND);
    while (asked < due) ask();
    if (!early && performance.now() - start > (seconds * 1_000) / 4) early = await service.measure();
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(running);
  const end = await service.measure();
  service.stop();
  practice.stop();

  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const grown = (end.heapBytes - (early?.heapBytes ?? Number.NaN)) / 1_048_576;
  const about = `${CONNECTIONS.toLocaleString('en')} connections, ${PER_SECOND} requests/s for ${seconds / 60} min`;
  return [
    {
      name: `${about}: not answered or refused`,
      value: lost + refused,
      wanted: { at: 'most', value: 0 },
      unit: '',
      detail: `of ${asked.toLocaleString('en')} requests, half of them payments carried to the end`,
    },
    {
      name: `${about}: 99 % are answered within`,
      value: at(0.99) / 1_000,
      wanted: { at: 'most', value: 1 },
      unit: ' s',
      detail: `median ${at(0.5).toFixed(0)} ms, longest ${at(1 - 1 / sorted.length).toFixed(0)} ms; relay, node and clients share the two processors`,
    },
    {
      name: `${about}: heap grown between the first quarter and the end`,
      value: grown,
      wanted: { at: 'most', value: 10 },
      unit: ' MB',
      detail: `${Math.round(end.heapBytes / 1_048_576)} MB of heap and ${Math.round(end.residentBytes / 1_048_576)} MB resident at the end, after a collection; ${(end.cpuMs / (seconds * 1_000)).toFixed(2)} of one processor with its start`,
    },
  ];
}

async function sideBySide(): Promise<readonly Figure[]> {
  const practice = await startStandalonePractice();
  const nextInvoice = invoiceStock(practice);
  const kinds: readonly ServiceKind[] = ['portcullis', 'alby-sdk'];
  const services = new Map<ServiceKind, Service>();
  for (const kind of kinds) services.set(kind, await startService(practice, kind, SIDE_BY_SIDE));
  const rates: Record<ServiceKind, number[]> = { portcullis: [], 'alby-sdk': [] };
  const latencies: Record<ServiceKind, number[]> = { portcullis: [], 'alby-sdk': [] };
  for (let round = 0; round < SIDE_BY_SIDE_ROUNDS; round += 1)
    for (const kind of kinds) {
      const start = performance.now();
      let answered = 0;
      const client = async (asking: NwcClient): Promise<void> => {
        while (performance.now() - start < SIDE_BY_SIDE_MS) {
          const invoice = await nextInvoice();
          const asked = performance.now();
          const reply: NwcReply = await asking.request('pay_invoice', { invoice }, 30_000);
          if (reply.kind !== 'result') throw new Error(`${kind}: not paid: ${JSON.stringify(reply)}`);
          latencies[kind].push(performance.now() - asked);
          answered += 1;
        }
      };
      await Promise.all((services.get(kind)?.clients ?? []).map(client));
      rates[kind].push((answered * 1_000) / (performance.now() - start));
    }
  for (const service of services.values()) service.stop();
  practice.stop();
  const said = (kind: ServiceKind): string =>
    `${Math.round(median(rates[kind]))} payments/s, median ${Math.round(median(latencies[kind]))} ms`;
  return [
    {
      name: 'the same load ÷ the wallet service of @getalby/sdk with a bare payment behind it',
      value: median(rates.portcullis.map((rate, round) => rate / (rates['alby-sdk'][round] ?? Number.NaN))),
      wanted: null,
      detail: `${said('portcullis')}; ${said('alby-sdk')}; ${SIDE_BY_SIDE} connections, each asking again when answered; that service keeps no ledger, checks no limit and remembers no request`,
    },
  ];
}

async function startService(
  practice: StandalonePractice,
  kind: ServiceKind,
  connections: number,
): Promise<Service> {
  const child = fork(fileURLToPath(new URL('./load-service.ts', import.meta.url)), {
    execArgv: ['--expose-gc'],
  });
  const [node] = practice.ready.nodes;
  const [relay] = practice.ready.relays;
  if (!node || relay === undefined) throw new Error('the practice fleet has no node or no relay');
  const { uris } = await told<{ readonly uris: readonly string[] }>(child, {
    kind,
    relay,
    node,
    connections,
  } satisfies StartService);
  const clients = uris.map((uri) => {
    const pairing = parsePairing(uri);
    if (!pairing) throw new Error('not a pairing URI');
    return createNwcClient({ pairing, clock: wallClock, random: systemRandom });
  });
  // The first request of each derives its shared key; a relay that is not there yet is asked again.
  for (const client of clients) while ((await client.request('get_balance', {}, 2_000)).kind !== 'result');
  return {
    clients,
    measure: () => told<ServiceMeasure>(child, 'measure'),
    stop: () => {
      for (const client of clients) client.close();
      child.kill('SIGKILL');
    },
  };
}

async function told<T>(child: ChildProcess, message: StartService | 'measure'): Promise<T> {
  const answer = once(child, 'message') as Promise<[T]>;
  child.send(message);
  return (await answer)[0];
}

/** Invoices made ahead, so that making one is not what a client waits for. */
function invoiceStock(practice: StandalonePractice): () => Promise<string> {
  const make = async (): Promise<string> =>
    ((await practice.command('make-invoice', { payee: 'archive', sats: 1 })) as { readonly request: string })
      .request;
  const stock = Array.from({ length: 200 }, make);
  return () => {
    stock.push(make());
    return stock.shift() ?? make();
  };
}
