// A hundred nodes connected by one process: prints the bytes and milliseconds they took, and the time of a look at all against the bare calls.
import { once } from 'node:events';
import { connect } from 'node:http2';
import { readNode } from '../../electron/lightning/lnd/reading.ts';
import { openConnection } from '../../electron/lightning/lnd/connection.ts';
import { createLndNode } from '../../electron/lightning/lnd/create-lnd-node.ts';
import { ask } from '../../electron/lightning/lnd/raw.ts';
import { systemClock } from '../../electron/store/clock.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import { startStandalonePractice } from '../support/standalone-practice.ts';
import { median } from './figure.ts';

const NODES = 100;
const ROUNDS = 15;
const practice = await startStandalonePractice();
const credentials = (index: number) => {
  const found = practice.ready.nodes[index % practice.ready.nodes.length];
  if (!found) throw new Error('the practice fleet has no node');
  return found;
};
const memory = (): { readonly rss: number; readonly heap: number } => {
  for (let pass = 0; pass < 4; pass += 1) globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed };
};
const adapter = (index: number) =>
  createLndNode({ id: `n${index}` as NodeId, credentials: credentials(index), clock: systemClock });

// What one node needs is there before the others are counted: definitions, the library, the first handshake.
const first = adapter(0);
await first.refresh();
await new Promise((resolve) => setTimeout(resolve, 500));
const before = memory();
const cpuBefore = process.cpuUsage();
const started = performance.now();
const nodes = Array.from({ length: NODES }, (_, index) => adapter(index));
await Promise.all(nodes.map((node) => node.refresh()));
const took = performance.now() - started;
const cpu = process.cpuUsage(cpuBefore);
const ready = nodes.filter((node) => node.state().kind === 'ready').length;
await new Promise((resolve) => setTimeout(resolve, 500));
const after = memory();

// The floor: an HTTP/2 session over TLS to each, and nothing of ours.
const sessions = Array.from({ length: NODES }, (_, index) => {
  const { socket, certificate } = credentials(index);
  return connect(`https://${socket}`, { ca: certificate });
});
await Promise.all(sessions.map((session) => once(session, 'connect')));
await new Promise((resolve) => setTimeout(resolve, 500));
const floor = memory().rss - after.rss;
for (const session of sessions) session.destroy();

const bare = Array.from({ length: NODES }, (_, index) => openConnection(credentials(index)));
const bareLook = () =>
  Promise.all(
    bare.map(({ raw }) =>
      Promise.all([
        ask((done) => raw.default.getInfo({}, done)),
        ask((done) => raw.default.listChannels({}, done)),
      ]),
    ),
  );
await bareLook();
await Promise.all(bare.map((connection) => readNode(connection)));
const time = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};
const [looks, bares]: [number[], number[]] = [[], []];
for (let round = 0; round < ROUNDS; round += 1) {
  looks.push(await time(() => Promise.all(nodes.map((node) => node.refresh()))));
  bares.push(await time(bareLook));
}
process.stdout.write(
  `${JSON.stringify({
    ready,
    bytes: after.rss - before.rss,
    heapBytes: after.heap - before.heap,
    floorBytes: floor,
    tookMs: took,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    lookMs: median(looks),
    bareMs: median(bares),
  })}\n`,
);
practice.stop();
process.exit(0);
