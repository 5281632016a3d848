// Wallet service: NIP-47 for all connections over all their relays. It opens and answers; what is paid is the gate's decision.
import { NWC_KINDS } from '../../../shared/domain/nwc.ts';
import type { NostrKey } from '../../../shared/domain/ids.ts';
import type { ConnectionRegistry } from '../../agents/agent.ts';
import type { MoneyMoved } from '../../gate/gate.ts';
import type { Clock, Random } from '../../store/clock.ts';
import type { NostrEvent } from '../event.ts';
import { tagValue } from '../event.ts';
import type { RelayState } from '../relay-connection.ts';
import type { RelayInterest, RelayPool } from '../relay-pool.ts';
import { answerToPay, answerToPayInvoice } from './answer.ts';
import { createDispatch } from './dispatch.ts';
import { createInfoPublisher } from './info-publisher.ts';
import { createLinks } from './links.ts';
import type { MethodDeps } from './method.ts';
import { createMethods } from './methods.ts';
import { grantedNotifications, notificationText, notificationType } from './notifications.ts';
import { createResponder } from './responder.ts';

export type WalletServiceDeps = MethodDeps & {
  readonly connections: ConnectionRegistry;
  /** Used by this service alone; closed by whoever made it. */
  readonly pool: RelayPool;
  readonly clock: Clock;
  readonly random: Random;
  /** The ops log, never the audit log. */
  readonly log: {
    readonly warn: (details: object, message: string) => void;
    readonly error: (details: object, message: string) => void;
  };
};

export type WalletService = {
  /** Connects, publishes the info events, answers what a restart left open. */
  readonly start: () => void;
  /** Takes nothing new, gives answers on their way two seconds, overwrites the keys. */
  readonly stop: () => Promise<void>;
  readonly relays: () => readonly RelayState[];
  readonly onRelays: (listener: (states: readonly RelayState[]) => void) => () => void;
};

/** Connections made in a row are taken up together. */
const GATHER_MS = 20;
/** Expired connections are let go of, and their keys overwritten, at this interval. */
const SWEEP_MS = 3_600_000;
const LAST_WORDS_MS = 2_000;

export function createWalletService(deps: WalletServiceDeps): WalletService {
  const { connections, gate, pool, clock, random, log } = deps;
  const links = createLinks(connections, clock, random);
  const responder = createResponder(pool, clock, log);
  const info = createInfoPublisher(links, connections, pool, clock);
  const dispatch = createDispatch({
    links,
    connections,
    methods: createMethods(deps),
    responder,
    clock,
    random,
    log,
  });
  const leave: (() => void)[] = [];
  let stopGather: (() => void) | null = null;
  let stopSweep: (() => void) | null = null;

  const refresh = (): void => {
    stopGather = null;
    const added = links.refresh();
    const keys = new Map<string, NostrKey[]>();
    for (const link of links.all())
      for (const relay of link.relays) {
        const known = keys.get(relay);
        if (known) known.push(link.serviceKey);
        else keys.set(relay, [link.serviceKey]);
      }
    const interest = new Map<string, RelayInterest>();
    for (const [relay, recipients] of keys) interest.set(relay, { kinds: [NWC_KINDS.request], recipients });
    pool.setInterest(interest);
    info.announce(added);
  };

  const sweep = (): void => {
    stopSweep = clock.after(SWEEP_MS, () => {
      refresh();
      sweep();
    });
  };

  const wants = (event: NostrEvent): boolean =>
    event.kind === NWC_KINDS.request && links.byServiceKey(tagValue(event, 'p') ?? '') !== undefined;

  const tell = (moved: MoneyMoved): void => {
    const type = notificationType(moved);
    for (const link of links.ofAgent(moved.agentId)) {
      const connection = connections.get(link.id);
      const live =
        connection &&
        connection.revokedAt === null &&
        (connection.expiresAt === null || clock.now() < connection.expiresAt);
      if (live && grantedNotifications(connection.methods).includes(type))
        responder.notify(link, notificationText(moved));
    }
  };

  const answerLeftOvers = (): void => {
    for (const { eventId, connectionId, askedBy, answer } of gate.unanswered()) {
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
  };

  return {
    start: () => {
      leave.push(
        pool.listen({ wants, receive: dispatch.receive, connected: info.relayConnected }),
        gate.onMoneyMoved((moved) => {
          // The gate has booked it; a notification that fails must not come back to it as an error.
          try {
            tell(moved);
          } catch (error) {
            log.error({ error: String(error) }, 'a notification could not be sent');
          }
        }),
        connections.onChange(() => {
          stopGather ??= clock.after(GATHER_MS, refresh);
        }),
      );
      refresh();
      answerLeftOvers();
      info.start();
      sweep();
    },
    stop: async () => {
      for (const stop of leave.splice(0)) stop();
      stopGather?.();
      stopSweep?.();
      info.stop();
      const { promise, resolve } = Promise.withResolvers<void>();
      const stopWaiting = clock.after(LAST_WORDS_MS, resolve);
      await Promise.race([responder.settled(), promise]);
      stopWaiting();
      links.clear();
      pool.setInterest(new Map());
    },
    relays: pool.states,
    onRelays: pool.onStates,
  };
}
