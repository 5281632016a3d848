// Responder: encrypts, signs and publishes what goes back to a client, and keeps answers for requests that come again. Source: NIP-47.
import { NWC_KINDS } from '../../../shared/domain/nwc.ts';
import type { EventId, NostrKey } from '../../../shared/domain/ids.ts';
import type { Clock } from '../../store/clock.ts';
import type { RelayPool } from '../relay-pool.ts';
import { responseText, type Reply } from './answer.ts';
import type { Link } from './link.ts';
import { NOTIFICATION_KIND } from './notifications.ts';

export type Responder = {
  /** To the connection's agent, on all its relays. Throws when the answer fits no event. */
  readonly answer: (link: Link, request: EventId, method: string, reply: Reply) => void;
  /** The stored answer once more, on the relay the request came back from. */
  readonly repeat: (link: Link, request: EventId, relay: string) => void;
  /** To a key that is not the connection's: nothing is kept. */
  readonly answerStranger: (
    link: Link,
    stranger: NostrKey,
    request: EventId,
    reply: Reply,
    relay: string,
  ) => void;
  readonly notify: (link: Link, text: string) => void;
  /** Resolves when everything published so far was taken, refused or given up. */
  readonly settled: () => Promise<void>;
};

export function createResponder(
  pool: RelayPool,
  clock: Clock,
  log: { readonly warn: (details: object, message: string) => void },
): Responder {
  const publishing = new Set<Promise<void>>();

  const publish = (event: Parameters<RelayPool['publish']>[0], relays: readonly string[]): void => {
    const done = pool.publish(event, relays).then((report) => {
      publishing.delete(done);
      if (!report.accepted)
        log.warn({ eventId: event.id, verdicts: report.verdicts }, 'no relay took an answer');
    });
    publishing.add(done);
  };

  const response = (link: Link, to: NostrKey, request: EventId, text: string) =>
    link.sign({
      kind: NWC_KINDS.response,
      created_at: clock.now(),
      tags: [
        ['p', to],
        ['e', request],
      ],
      content: link.conversation(to).encrypt(text),
    });

  return {
    answer: (link, request, method, reply) => {
      const event = response(link, link.clientKey, request, responseText(method, reply));
      link.seen.answered(request, event);
      publish(event, link.relays);
    },
    repeat: (link, request, relay) => {
      const known = link.seen.find(request);
      if (known !== undefined && known !== 'working') publish(known, [relay]);
    },
    answerStranger: (link, stranger, request, reply, relay) =>
      publish(response(link, stranger, request, responseText('unknown', reply)), [relay]),
    notify: (link, text) =>
      publish(
        link.sign({
          kind: NOTIFICATION_KIND,
          created_at: clock.now(),
          tags: [['p', link.clientKey]],
          content: link.conversation().encrypt(text),
        }),
        link.relays,
      ),
    settled: async () => {
      await Promise.all(publishing);
    },
  };
}
