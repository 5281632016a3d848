// The transcript of the relays, read with the agents' keys: who asked for what, and what was answered.
import { decrypt, getConversationKey } from 'nostr-tools/nip44';
import { getPublicKey } from 'nostr-tools/pure';
import type { Heard } from '../world/relay.ts';

export type Exchange = {
  readonly id: string;
  readonly agent: string;
  readonly method: string;
  /** The invoice asked to be paid; empty for other methods. */
  readonly invoice: string;
  /** True time of its first publication, milliseconds. */
  readonly at: number;
  /** Every answer heard, as text, without repetitions of the same event. */
  readonly answers: readonly { readonly at: number; readonly text: string; readonly isFinal: boolean }[];
};

export type Pairing = { readonly name: string; readonly secret: Uint8Array; readonly serviceKey: string };

type Body = {
  method?: string;
  params?: { invoice?: unknown; payment?: unknown };
  error?: { message?: string } | null;
};

export function readTranscript(heard: readonly Heard[], pairings: readonly Pairing[]): readonly Exchange[] {
  const byKey = new Map(
    pairings.map(({ name, secret, serviceKey }) => {
      const key = getConversationKey(secret, serviceKey);
      return [getPublicKey(secret), { name, key }] as const;
    }),
  );
  const open = (key: Uint8Array, content: string): Body => {
    try {
      return (JSON.parse(decrypt(content, key)) as Body | null) ?? {};
    } catch {
      return {};
    }
  };
  const exchanges = new Map<
    string,
    Exchange & { answers: { at: number; text: string; isFinal: boolean }[] }
  >();
  const seen = new Set<string>();
  for (const { at, event } of heard) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    const asker = byKey.get(event.pubkey);
    if (event.kind === 23_194 && asker) {
      const { method = '', params } = open(asker.key, event.content);
      const said = params?.invoice ?? params?.payment;
      const invoice = typeof said === 'string' ? said.replace(/^bitcoin:\?lightning=/i, '') : '';
      exchanges.set(event.id, { id: event.id, agent: asker.name, method, at, invoice, answers: [] });
    }
    if (event.kind !== 23_195) continue;
    const told = byKey.get(event.tags.find(([name]) => name === 'p')?.[1] ?? '');
    const asked = exchanges.get(event.tags.find(([name]) => name === 'e')?.[1] ?? '');
    if (!told || !asked) continue;
    const body = open(told.key, event.content);
    asked.answers.push({ at, text: JSON.stringify(body), isFinal: !isInterim(body) });
  }
  return [...exchanges.values()];
}

/** NIP-47 has no word for "not yet": these are the ones that promise nothing final (docs/crash-test.md). */
const isInterim = (body: Body & { result?: { state?: string } | null }): boolean =>
  /in_flight|approval_pending/.test(body.error?.message ?? '') || body.result?.state === 'pending';
