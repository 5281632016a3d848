// Buyer: takes one purchase to its end: asks, and asks again for the same invoice only when and as the wallet said it may.
import type { Clock } from '../seeded.ts';
import type { NwcClient, NwcReply } from './nwc-client.ts';

export type PurchaseEnd =
  | { readonly kind: 'paid'; readonly tries: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Nobody decided before the invoice ran out. */
  | { readonly kind: 'gave-up'; readonly message: string };

/** What is said while a purchase waits. */
export type Progress = (message: string) => void;

const PENDING = /^approval_pending\b.*\bretry_after=(\d{1,6})\b/;
const IN_FLIGHT = /^in_flight\b/;
const IN_FLIGHT_RETRY_SECONDS = 15;
const TIMEOUT_RETRY_SECONDS = 5;
const RATE_RETRY_SECONDS = 20;
const MAX_RATE_RETRIES = 1;

/** Seconds until the next try of the same invoice; undefined when the answer is final. */
export function retryAfter(reply: NwcReply, rateLimited: number): number | undefined {
  if (reply.kind === 'timeout') return TIMEOUT_RETRY_SECONDS;
  if (reply.kind === 'result') return undefined;
  const pending = PENDING.exec(reply.message);
  if (pending) return Math.max(1, Number(pending[1]));
  if (IN_FLIGHT.test(reply.message)) return IN_FLIGHT_RETRY_SECONDS;
  if (reply.code === 'RATE_LIMITED' && rateLimited <= MAX_RATE_RETRIES) return RATE_RETRY_SECONDS;
  return undefined;
}

/** `seconds` is how long the invoice is good. Never rejects. */
export async function buy(
  deps: { readonly client: NwcClient; readonly clock: Clock; readonly progress: Progress },
  invoice: string,
  seconds: number,
): Promise<PurchaseEnd> {
  const { client, clock } = deps;
  const deadline = clock.monotonic() + seconds * 1_000;
  let rateLimited = 0;
  for (let tries = 1; ; tries += 1) {
    const reply = await client.request('pay_invoice', { invoice });
    if (reply.kind === 'result') return { kind: 'paid', tries };
    if (reply.kind === 'error' && reply.code === 'RATE_LIMITED') rateLimited += 1;
    const wait = retryAfter(reply, rateLimited);
    const message = reply.kind === 'error' ? reply.message : 'no answer';
    if (wait === undefined)
      return { kind: 'refused', code: reply.kind === 'error' ? reply.code : '', message };
    if (clock.monotonic() + wait * 1_000 >= deadline) return { kind: 'gave-up', message };
    deps.progress(`${message}; asks again in ${wait} s`);
    await new Promise<void>((resolve) => void clock.after(wait * 1_000, resolve));
  }
}
