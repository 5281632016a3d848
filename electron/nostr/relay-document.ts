// Relay document: what a relay says of itself over HTTP. Source: NIP-11. Untrusted: read with bounds, shown as words, never relied on.
import { z } from 'zod';
import type { RelayAddress } from './relay-address.ts';
import { relayWords } from './relay-frames.ts';

export type RelayDocument = {
  readonly name: string;
  readonly software: string;
  readonly version: string;
  /** What it asks of those who write, in words. */
  readonly limits: readonly string[];
};

const MAX_BYTES = 65_536;

const flag = z.boolean().optional().catch(undefined);
const figure = z.number().optional().catch(undefined);
const text = z.unknown().optional().transform(relayWords);
const document = z.object({
  name: text,
  software: text,
  version: text,
  limitation: z
    .object({
      auth_required: flag,
      payment_required: flag,
      restricted_writes: flag,
      min_pow_difficulty: figure,
      max_message_length: figure,
    })
    .optional()
    .catch(undefined),
});

/** Smallest message that carries every page of NIP-47. */
const ENOUGH_BYTES = 65_536;

/** null when the relay offers none, or none that can be read. Never rejects. */
export async function relayDocument(address: RelayAddress, timeoutMs: number): Promise<RelayDocument | null> {
  try {
    const answer = await fetch(address.replace(/^ws/, 'http'), {
      headers: { accept: 'application/nostr+json' },
      // SECURITY: a redirect could lead to a machine on the operator's own network.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel();
      return null;
    }
    return readRelayDocument(await bounded(answer.body));
  } catch {
    return null;
  }
}

async function bounded(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new RangeError('more than a relay has to say of itself');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** null when the text is no document of NIP-11. */
export function readRelayDocument(json: string): RelayDocument | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const read = document.safeParse(value);
  if (!read.success) return null;
  const { name, software, version, limitation = {} } = read.data;
  const { min_pow_difficulty: work = 0, max_message_length: length } = limitation;
  return {
    name,
    software,
    version,
    limits: [
      ...(limitation.auth_required === true ? ['asks its users to sign in'] : []),
      ...(limitation.payment_required === true ? ['asks for payment'] : []),
      ...(limitation.restricted_writes === true ? ['takes events only on conditions of its own'] : []),
      ...(work > 0 ? [`asks for ${Math.ceil(work)} bits of proof of work`] : []),
      ...(length !== undefined && length < ENOUGH_BYTES
        ? [`takes messages of ${Math.floor(length)} bytes at most, less than a long answer needs`]
        : []),
    ],
  };
}
