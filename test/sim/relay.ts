// The scripted relay and the service behind it: the product's own NIP-47 dispatch, methods, lanes, memory of requests and responder,
// over events whose content is in the clear. Signatures and NIP-44 are left to their own tests; what is simulated here is what a relay
// can do to authentic events: deliver them twice, late, in another order, after a restart, or not at all.
import { createConnectionRegistry } from '../../electron/agents/connections.ts';
import type { Connection } from '../../electron/agents/agent.ts';
import type { VerifiedEvent } from '../../electron/nostr/event.ts';
import { answerToPay, answerToPayInvoice } from '../../electron/nostr/nip47/answer.ts';
import { createDispatch } from '../../electron/nostr/nip47/dispatch.ts';
import { createLane } from '../../electron/nostr/nip47/lane.ts';
import type { Link } from '../../electron/nostr/nip47/link.ts';
import type { Links } from '../../electron/nostr/nip47/links.ts';
import { createMethods } from '../../electron/nostr/nip47/methods.ts';
import { createResponder } from '../../electron/nostr/nip47/responder.ts';
import { createSeenRequests } from '../../electron/nostr/nip47/seen-requests.ts';
import { createTokenBucket } from '../../electron/nostr/nip47/token-bucket.ts';
import type { assembleGate } from '../support/assemble-gate.ts';
import type { Clock, Random } from '../../electron/store/clock.ts';
import type { Database } from '../../electron/store/database.ts';
import { NWC_KINDS } from '../../shared/domain/nwc.ts';
import type { EventId, NostrKey } from '../../shared/domain/ids.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Life } from './life.ts';

export const RELAY = 'wss://relay.simulated';

/** What a client reads out of a response. */
export type Response = {
  readonly request: EventId;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: Readonly<Record<string, unknown>> | null;
};

export type ServiceParts = {
  readonly life: Life;
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly parts: ReturnType<typeof assembleGate>;
  readonly onResponse: (response: Response) => void;
  readonly onFault: (details: object, message: string) => void;
};

export const clientKeyOf = (name: string): NostrKey => `client ${name}` as NostrKey;
export const serviceKeyOf = (name: string): NostrKey => `service ${name}` as NostrKey;

export function createService({ life, database, clock, random, parts, onResponse, onFault }: ServiceParts) {
  const connections = createConnectionRegistry({
    database,
    audit: parts.audit,
    clock,
    random,
    sealed: { put: () => undefined, get: () => undefined, remove: () => undefined },
  });
  const links = createPlainLinks(connections.live(), clock);
  const log = { warn: onFault, error: onFault };
  const responder = createResponder(
    {
      publish: (event) => {
        // A process that is no more has published nothing.
        if (!life.dead) onResponse(readResponse(event));
        return Promise.resolve({ accepted: true, verdicts: [] });
      },
      setInterest: () => undefined,
      listen: () => () => undefined,
      states: () => [],
      onStates: () => () => undefined,
      close: () => undefined,
    },
    clock,
    log,
  );
  const dispatch = createDispatch({
    links,
    connections,
    methods: createMethods({ gate: parts.gate, registry: parts.registry, nodeInfo: () => null }),
    responder,
    clock,
    random,
    log,
  });
  return {
    connections,
    deliver: (event: VerifiedEvent, again: boolean): void => dispatch.receive(event, RELAY, again),
    /** As the wallet service does when it starts. */
    answerLeftOvers: (): void => {
      for (const { eventId, connectionId, askedBy, answer } of parts.gate.unanswered()) {
        const link = links.get(connectionId);
        const toReply = askedBy === 'pay' ? answerToPay : answerToPayInvoice;
        if (link)
          dispatch.answerLater(
            link,
            { id: eventId },
            askedBy,
            answer.then((said) => said && toReply(said)),
          );
      }
    },
    revoke: (connection: Connection): void => {
      connections.revoke(connection.id, 'simulated', { kind: 'operator', via: 'window' });
      links.remove(connection.id);
    },
  };
}

export type SimService = ReturnType<typeof createService>;

function createPlainLinks(
  live: readonly Connection[],
  clock: Clock,
): Links & { readonly remove: (id: string) => void } {
  const links = new Map<string, Link>(
    live.map(({ id, agentId, clientKey, serviceKey }) => [
      id,
      {
        id,
        agentId,
        clientKey,
        serviceKey,
        relays: [RELAY],
        seen: createSeenRequests(clock),
        flood: createTokenBucket(clock, 80, 20),
        repeats: createTokenBucket(clock, 40, 5),
        reads: createTokenBucket(clock, 20, 5),
        readLane: createLane(4, 32),
        payLane: createLane(64, 64),
        conversation: () => ({
          encrypt: (text: string) => text,
          decrypt: (payload: string) => ok(payload),
          wipe: () => undefined,
        }),
        sign: (template) =>
          ({ ...template, id: '', pubkey: serviceKey, sig: '' }) as unknown as VerifiedEvent,
        wipe: () => undefined,
      },
    ]),
  );
  return {
    refresh: () => [],
    get: (id) => links.get(id),
    byServiceKey: (key) => [...links.values()].find((link) => link.serviceKey === key),
    ofAgent: (id) => [...links.values()].filter((link) => link.agentId === id),
    all: () => [...links.values()],
    clear: () => links.clear(),
    remove: (id) => void links.delete(id),
  };
}

export function requestEvent(wish: {
  readonly id: EventId;
  readonly name: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly method: string;
  readonly params: object;
}): VerifiedEvent {
  return {
    id: wish.id,
    pubkey: clientKeyOf(wish.name),
    kind: NWC_KINDS.request,
    created_at: wish.createdAt,
    tags: [
      ['p', serviceKeyOf(wish.name)],
      ['encryption', 'nip44_v2'],
      ...(wish.expiresAt === null ? [] : [['expiration', String(wish.expiresAt)]]),
    ],
    content: JSON.stringify({ method: wish.method, params: wish.params }),
    sig: '',
  } as unknown as VerifiedEvent;
}

function readResponse(event: VerifiedEvent): Response {
  const body = JSON.parse(event.content) as Pick<Response, 'error' | 'result'>;
  const request = event.tags.find(([name]) => name === 'e')?.[1] as EventId;
  if ((body.error === null) === (body.result === null))
    throw new Error('a response has both a result and an error, or neither');
  return { request, error: body.error, result: body.result };
}
