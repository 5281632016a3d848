// Dispatch: one authentic request event from attribution to answer. Nothing here decides about money; the gate does. Rules: docs/gate.md 7.
import { NWC_METHODS, type NwcMethod } from '../../../shared/domain/nwc.ts';
import type { ConnectionRegistry, Connection } from '../../agents/agent.ts';
import { isFresh } from '../../gate/freshness.ts';
import { newId, type Clock, type Random } from '../../store/clock.ts';
import { plusSeconds, unixSeconds, type UnixSeconds } from '../../../shared/domain/time.ts';
import { tagValue, type VerifiedEvent } from '../event.ts';
import { failure, internal, type Reply } from './answer.ts';
import type { Link } from './link.ts';
import type { Links } from './links.ts';
import type { Asked, Replied } from './method.ts';
import { costOf, movesMoney, type Methods } from './methods.ts';
import { openRequest } from './request.ts';
import type { Responder } from './responder.ts';
import { createTokenBucket } from './token-bucket.ts';

/** Seconds after its arrival in which a request to pay may be begun; then its agent has stopped waiting and may have asked elsewhere. Own default. */
const PAY_DEADLINE_SECONDS = 45;
const STRANGERS = { burst: 5, perSecond: 0.5 } as const;

export type DispatchDeps = {
  readonly links: Links;
  readonly connections: ConnectionRegistry;
  readonly methods: Methods;
  readonly responder: Responder;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: { readonly error: (details: object, message: string) => void };
};

export type Dispatch = {
  /** `again`: the same event was delivered before. Never throws. */
  readonly receive: (event: VerifiedEvent, relay: string, again: boolean) => void;
  /** Answers in place of a request's own run: for what was accepted before a restart. */
  readonly answerLater: (
    link: Link,
    event: Pick<VerifiedEvent, 'id'>,
    method: NwcMethod,
    reply: Promise<Replied>,
  ) => void;
};

export function createDispatch(deps: DispatchDeps): Dispatch {
  const { links, connections, methods, responder, clock, random, log } = deps;
  const strangers = createTokenBucket(clock, STRANGERS.burst, STRANGERS.perSecond);

  const fault = (error: unknown, eventId: string): Reply => {
    const logId = newId(random);
    log.error(
      { logId, eventId, error: error instanceof Error ? error.stack : String(error) },
      'a request failed',
    );
    return internal(logId);
  };

  const fresh = (event: VerifiedEvent, expiresAt: UnixSeconds | null): boolean =>
    isFresh(event.created_at, expiresAt, clock.now());

  const send = (link: Link, event: Pick<VerifiedEvent, 'id'>, method: string, reply: Reply): void => {
    // Revoked while the request ran: there is nobody to answer any more.
    if (links.get(link.id) !== link) return;
    try {
      responder.answer(link, event.id, method, reply);
    } catch (error) {
      const instead = fault(error, event.id);
      try {
        responder.answer(link, event.id, method, instead);
      } catch (second) {
        fault(second, event.id);
      }
    }
  };

  const finish = async (
    link: Link,
    event: Pick<VerifiedEvent, 'id'>,
    method: string,
    reply: Promise<Replied>,
  ) => {
    const said = await reply.catch((error: unknown) => fault(error, event.id));
    if (said) send(link, event, method, said);
  };

  const serve = (link: Link, event: VerifiedEvent, name: NwcMethod, params: unknown, asked: Asked): void => {
    const task = (): Promise<void> => finish(link, event, name, methods[name].handle(params, asked));
    if (movesMoney(name)) {
      // SECURITY: turned away without a word. A "no" would be a lie if the same event were delivered again and then paid.
      if (!link.payLane.enter(task)) link.seen.forget(event.id);
      return;
    }
    if (!link.reads.take(costOf(name)))
      send(link, event, name, failure('RATE_LIMITED', 'exceeds_rate_limit', 'ask less often'));
    else if (!link.readLane.enter(task))
      send(link, event, name, failure('RATE_LIMITED', 'too_many_requests', 'wait for the answers'));
  };

  const judge = (link: Link, connection: Connection, event: VerifiedEvent): void => {
    const expired = connection.expiresAt !== null && clock.now() >= connection.expiresAt;
    if (expired) {
      if (fresh(event, null))
        send(
          link,
          event,
          'unknown',
          failure('UNAUTHORIZED', 'connection_expired', 'ask the operator for a new one'),
        );
      return;
    }
    connections.seen(link.id, clock.now());
    const opened = openRequest(event, link.conversation());
    if (opened.kind === 'refused') {
      if (fresh(event, null)) send(link, event, opened.method, opened.reply);
      return;
    }
    const { method, params, expiresAt } = opened;
    const name = NWC_METHODS.find((known) => known === method);
    const mayPay = name !== undefined && movesMoney(name);
    if (!mayPay && !fresh(event, expiresAt)) return;
    if (!name) send(link, event, method.slice(0, 64), failure('NOT_IMPLEMENTED', 'not_implemented'));
    else if (!connection.methods.includes(name)) {
      if (fresh(event, expiresAt))
        send(
          link,
          event,
          name,
          failure('RESTRICTED', 'method_not_granted', `this connection may not ${name}`),
        );
    } else
      serve(link, event, name, params, {
        connection,
        eventId: event.id,
        createdAt: event.created_at as UnixSeconds,
        // SECURITY: it may wait in a lane; the gate executes nothing after this moment, and says so in its log.
        expiresAt: mayPay ? earlier(expiresAt, plusSeconds(clock.now(), PAY_DEADLINE_SECONDS)) : expiresAt,
      });
  };

  const receive = (event: VerifiedEvent, relay: string, again: boolean): void => {
    const link = links.byServiceKey(tagValue(event, 'p') ?? '');
    if (!link) return;
    // SECURITY: the key that signed is the agent. Nothing inside the request is asked who it is from.
    if (event.pubkey !== link.clientKey) {
      if (!again && fresh(event, null) && strangers.take(1))
        responder.answerStranger(
          link,
          event.pubkey,
          event.id,
          failure('UNAUTHORIZED', 'unknown_connection'),
          relay,
        );
      return;
    }
    const known = link.seen.find(event.id);
    // SECURITY: anyone may republish old requests; what they use up must not be the agent's own share.
    const share = known === undefined && fresh(event, null) ? link.flood : link.repeats;
    if (!share.take(1)) return;
    if (known !== undefined) {
      responder.repeat(link, event.id, relay);
      return;
    }
    const connection = connections.get(link.id);
    if (!connection || connection.revokedAt !== null) return;
    link.seen.begin(event.id);
    judge(link, connection, event);
  };

  return {
    receive: (event, relay, again) => {
      try {
        receive(event, relay, again);
      } catch (error) {
        fault(error, event.id);
      }
    },
    answerLater: (link, event, method, reply) => {
      link.seen.begin(event.id);
      void finish(link, event, method, reply);
    },
  };
}

const earlier = (one: UnixSeconds | null, other: UnixSeconds): UnixSeconds =>
  unixSeconds(Math.min(one ?? other, other));
