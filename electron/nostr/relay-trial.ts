// Relay trial: can an agent reach the gate over this relay? One throw-away request goes there and must come back. NIP-01, NIP-11, NIP-47.
import { WebSocket } from 'ws';
import { isPrivate } from 'tiny-secp256k1';
import { NWC_KINDS } from '../../shared/domain/nwc.ts';
import { plusSeconds } from '../../shared/domain/time.ts';
import type { Clock, Random } from '../store/clock.ts';
import { isAuthentic, parseEvent, publicKeyOf, signEvent, type VerifiedEvent } from './event.ts';
import type { RelayAddress } from './relay-address.ts';
import { relayDocument, type RelayDocument } from './relay-document.ts';
import { MAX_FRAME_BYTES, parseFrame } from './relay-frames.ts';

export type RelayTrouble =
  | 'no_such_host'
  | 'connection_refused'
  | 'bad_certificate'
  | 'not_a_relay'
  | 'no_answer'
  | 'cut_off'
  | 'needs_sign_in'
  | 'refused_event'
  | 'not_acknowledged'
  | 'not_delivered'
  | 'altered';

export type RelayTrial = {
  readonly url: RelayAddress;
  /** null: everything an agent needs worked. */
  readonly trouble: RelayTrouble | null;
  /** What happened and what to do; empty when nothing is to be said. */
  readonly sentence: string;
  /** Milliseconds; null where it did not come to it. */
  readonly connectedMs: number | null;
  readonly acceptedMs: number | null;
  readonly deliveredMs: number | null;
  readonly says: RelayDocument | null;
};

export type TrialDeadlines = { readonly connectMs: number; readonly answerMs: number };
const DEADLINES: TrialDeadlines = { connectMs: 8_000, answerMs: 6_000 };
const SUBSCRIPTION = 'trial';
/** Seconds after which a relay that keeps what it should not may drop the request (NIP-40). */
const EXPIRES_AFTER = 60;

const WORDS: Readonly<Record<RelayTrouble, string>> = {
  no_such_host: 'No machine is known by this name. Look for a slip in it, or choose another relay.',
  connection_refused:
    'The machine turns the connection away. Check the port, or choose another relay if it stays so.',
  bad_certificate:
    'Its certificate is not one this machine trusts for this name. Nothing was sent. Choose another relay: over this one somebody could stand between.',
  not_a_relay: 'What answers there is not a relay. Check the address: a path may be missing.',
  no_answer: 'Nothing answers there in time. Check the address and the network, or choose another relay.',
  cut_off: 'The relay ended the connection in the middle. Try again, or choose another relay.',
  needs_sign_in:
    'The relay serves only those who sign in to it, which agents over NIP-47 do not do. Choose another relay.',
  refused_event: 'The relay does not take requests of agents (kind 23194). Choose another relay.',
  not_acknowledged:
    'The relay took the request and never said so. Agents would wait in vain now and then; choose another relay.',
  not_delivered:
    'The relay took the request and did not pass it on. An agent’s requests would be lost; choose another relay.',
  altered: 'The relay passed the request on changed. It was dropped. Choose another relay.',
};

/** Connects on its own, publishes under a key made for this one trial, and leaves. Never rejects. */
export async function tryRelay(
  url: RelayAddress,
  { clock, random, deadlines = DEADLINES }: { clock: Clock; random: Random; deadlines?: TrialDeadlines },
): Promise<RelayTrial> {
  const [says, walked] = await Promise.all([
    relayDocument(url, deadlines.answerMs),
    walk(url, clock, random, deadlines),
  ]);
  const { reason, ...found } = walked;
  const own = reason === '' ? '' : ` It says: “${reason}”.`;
  const sentence = found.trouble === null ? '' : `${WORDS[found.trouble]}${own}`;
  return { url, ...found, sentence, says };
}

type Walked = Pick<RelayTrial, 'trouble' | 'connectedMs' | 'acceptedMs' | 'deliveredMs'> & {
  /** The relay's own words, made fit to be shown. */
  readonly reason: string;
};

function walk(url: string, clock: Clock, random: Random, deadlines: TrialDeadlines): Promise<Walked> {
  const { promise, resolve } = Promise.withResolvers<Walked>();
  const request = throwAwayRequest(clock, random);
  const begun = clock.monotonic();
  const since = (): number => Math.round(clock.monotonic() - begun);
  let connectedMs: number | null = null;
  let acceptedMs: number | null = null;
  let deliveredMs: number | null = null;
  let reached: RelayTrouble = 'no_answer';
  const socket = new WebSocket(url, {
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    followRedirects: false,
  });

  const finish = (trouble: RelayTrouble | null, reason = ''): void => {
    stopTimer();
    // `terminate` before the handshake ends is an error event of its own.
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    socket.terminate();
    resolve({ trouble, reason, connectedMs, acceptedMs, deliveredMs });
  };
  let stopTimer = clock.after(deadlines.connectMs, () => finish('no_answer'));

  socket.on('open', () => {
    connectedMs = since();
    reached = 'not_acknowledged';
    stopTimer();
    stopTimer = clock.after(deadlines.answerMs, () => finish(reached));
    socket.send(
      JSON.stringify(['REQ', SUBSCRIPTION, { kinds: [NWC_KINDS.request], '#p': [request.pubkey] }]),
    );
    socket.send(JSON.stringify(['EVENT', request]));
  });
  socket.on('message', (data, binary) => {
    const frame = binary ? undefined : parseFrame(Buffer.from(data as Buffer).toString('utf8'));
    if (frame?.kind === 'ok' && frame.id === request.id) {
      if (!frame.accepted)
        return finish(
          frame.reason.startsWith('auth-required') ? 'needs_sign_in' : 'refused_event',
          frame.reason,
        );
      acceptedMs = since();
      reached = 'not_delivered';
    } else if (frame?.kind === 'event' && frame.subscription === SUBSCRIPTION) {
      const event = parseEvent(frame.event);
      if (event?.id !== request.id) return;
      if (!isAuthentic(event)) return finish('altered');
      deliveredMs = since();
    } else if (frame?.kind === 'closed' && frame.subscription === SUBSCRIPTION) {
      return finish(
        frame.reason.startsWith('auth-required') ? 'needs_sign_in' : 'not_delivered',
        frame.reason,
      );
    }
    if (acceptedMs !== null && deliveredMs !== null) finish(null);
  });
  socket.on('unexpected-response', () => finish('not_a_relay'));
  socket.on('error', (error) => finish(connectedMs === null ? troubleOf(error) : 'cut_off'));
  socket.on('close', () => finish(connectedMs === null ? 'not_a_relay' : 'cut_off'));
  return promise;
}

const CODES: Readonly<Record<string, RelayTrouble>> = {
  ENOTFOUND: 'no_such_host',
  EAI_AGAIN: 'no_such_host',
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'no_answer',
  ENETUNREACH: 'no_answer',
  ETIMEDOUT: 'no_answer',
  ECONNRESET: 'not_a_relay',
  EPROTO: 'not_a_relay',
  HPE_INVALID_CONSTANT: 'not_a_relay',
};

/** Certificate errors of Node have names of their own, such as DEPTH_ZERO_SELF_SIGNED_CERT. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/;

function troubleOf(error: unknown): RelayTrouble {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  return CODES[code] ?? (CERTIFICATE.test(code) ? 'bad_certificate' : 'not_a_relay');
}

/** A request to a key that nobody holds once this returns: no wallet will ever answer it. */
function throwAwayRequest(clock: Clock, random: Random): VerifiedEvent {
  let secret = Uint8Array.from(random(32));
  while (!isPrivate(secret)) secret = Uint8Array.from(random(32));
  try {
    const now = clock.now();
    return signEvent(
      {
        kind: NWC_KINDS.request,
        created_at: now,
        tags: [
          ['p', publicKeyOf(secret)],
          ['expiration', String(plusSeconds(now, EXPIRES_AFTER))],
        ],
        content: '',
      },
      secret,
      random,
    );
  } finally {
    secret.fill(0);
  }
}
