// A hundred Lightning nodes: what being connected to them costs, and a look at all of them against the bare calls it is made of.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from './figure.ts';

const CHILD = fileURLToPath(new URL('./nodes-child.ts', import.meta.url));
const run = promisify(execFile);

type Measured = {
  readonly ready: number;
  readonly bytes: number;
  readonly heapBytes: number;
  readonly floorBytes: number;
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly lookMs: number;
  readonly bareMs: number;
};

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

export async function hundredNodes(): Promise<readonly Figure[]> {
  const { stdout } = await run(process.execPath, ['--expose-gc', CHILD], { timeout: 180_000 });
  const measured = JSON.parse(stdout) as Measured;
  if (measured.ready < 100) throw new Error(`only ${measured.ready} of 100 nodes were reached`);
  return [
    {
      name: 'memory of 100 connected nodes over one',
      value: measured.bytes / 1_048_576,
      wanted: { at: 'most', value: 10 },
      unit: ' MB',
      heldBackBy:
        'Of it the heap holds a small part and bare HTTP/2 sessions over TLS another. Half and more of it is the young generation V8 grows while a hundred handshakes go on: with --max-semi-space-size=1 it came to 15 MB in one run, with other settings of the allocator it stayed. Definitions and clients, most of it in the library’s own connection, are shared.',
      detail: `resident, after a collection; of it ${megabytes(measured.heapBytes)} MB heap. A hundred bare HTTP/2 sessions to the same nodes take ${megabytes(measured.floorBytes)} MB`,
    },
    {
      name: 'time of the core to connect 100 nodes',
      value: measured.cpuMs / 1_000,
      wanted: { at: 'most', value: 1 },
      unit: ' s',
      heldBackBy: 'A hundred TLS handshakes and first answers, which OpenSSL and gRPC take nearly all of.',
      detail: `processor time; ${(measured.tookMs / 1_000).toFixed(1)} s until the last was ready, with the nodes on the same two cores`,
    },
    {
      name: 'look at 100 nodes ÷ the bare calls',
      value: measured.lookMs / measured.bareMs,
      wanted: { at: 'most', value: 1.3 },
      detail: `medians of 15: ${measured.lookMs.toFixed(0)} ms against ${measured.bareMs.toFixed(0)} ms for GetInfo and ListChannels of each`,
    },
  ];
}
