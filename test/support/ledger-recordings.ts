// Recorded exchanges as a device: cut into commands (a first APDU and its continuations) that may be asked in any order.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../fixtures/ledger');

export type Policy = {
  readonly name: string;
  readonly descriptorTemplate: string;
  readonly keys: readonly string[];
};
export type Recording = {
  readonly scenario: string;
  readonly network?: 'testnet' | 'mainnet';
  readonly client: {
    readonly call: string;
    readonly args: {
      readonly policy?: Policy;
      readonly hmac?: string;
      readonly psbt?: string;
      readonly path?: string;
      readonly message?: string;
      readonly change?: 0 | 1;
      readonly index?: number;
      readonly paths?: readonly string[];
    };
  };
  readonly expected: { readonly ok?: unknown; readonly error?: { readonly statusCode: number } };
  readonly mnemonic: string | null;
  readonly verified?: { readonly tx: string; readonly txid: string };
};

export const scenarios: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.slice(0, -'.txt'.length));

export const recording = (scenario: string): Recording =>
  JSON.parse(readFileSync(join(FOLDER, `${scenario}.json`), 'utf8')) as Recording;

type Exchange = readonly [request: string, answer: string];
type Segment = readonly Exchange[];

function segmentsOf(scenario: string): readonly Segment[] {
  const segments: Exchange[][] = [];
  const lines = readFileSync(join(FOLDER, `${scenario}.txt`), 'utf8')
    .trim()
    .split('\n');
  for (let at = 0; at < lines.length; at += 2) {
    const request = lines[at]?.replace(/^=> /, '') ?? '';
    const answer = lines[at + 1]?.replace(/^<= /, '') ?? '';
    if (!request.startsWith('f801')) segments.push([]);
    segments.at(-1)?.push([request, answer]);
  }
  return segments;
}

export type ReplayedDevice = {
  /** Hex to hex. Throws for what was never recorded. */
  readonly answer: (request: string) => string;
  readonly asked: readonly string[];
};

/**
 * A device that answers as recorded in `names`: the earlier scenario goes before the later, and a command recorded several times in
 * one scenario answers in that order, the last for ever.
 */
export function replayDevice(...names: readonly string[]): ReplayedDevice {
  const queues = new Map<string, Segment[]>();
  for (const name of names) {
    const own = new Map<string, Segment[]>();
    for (const segment of segmentsOf(name)) {
      const first = segment[0]?.[0] ?? '';
      own.set(first, [...(own.get(first) ?? []), segment]);
    }
    for (const [first, segments] of own) if (!queues.has(first)) queues.set(first, segments);
  }
  const asked: string[] = [];
  let current: Segment = [];
  let at = 0;
  return {
    asked,
    answer: (request) => {
      asked.push(request);
      if (!request.startsWith('f801')) {
        const queue = queues.get(request);
        if (!queue) throw new Error(`never recorded: ${request}`);
        current = (queue.length > 1 ? queue.shift() : queue[0]) ?? [];
        at = 0;
      }
      const [expected, answer] = current[at] ?? ['nothing', ''];
      if (expected !== request) throw new Error(`asked ${request}, recorded was ${expected}`);
      at += 1;
      return answer;
    },
  };
}
