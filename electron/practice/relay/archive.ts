// Archive: what the relay remembers, newest kept, bounded. Replaceable kinds keep one event per author (NIP-01).
import { isAddressable, isEphemeral, isReplaceable, type RelayEvent } from './event.ts';
import { matches, type Filter } from './filter.ts';

export type Archive = {
  /** `duplicate` when it was there, `outdated` when a newer replaceable one was, else `kept`. */
  readonly add: (event: RelayEvent) => 'kept' | 'duplicate' | 'outdated';
  /** Newest first, at most the filter's limit. */
  readonly find: (filter: Filter) => readonly RelayEvent[];
  readonly all: () => readonly RelayEvent[];
};

const MAX_EVENTS = 20_000;

/** `keepsEphemeral` is asked at every event: NIP-01 wants no, relays in the field often do. */
export function createArchive(keepsEphemeral: () => boolean): Archive {
  const byId = new Map<string, RelayEvent>();
  const current = new Map<string, RelayEvent>();

  const slot = (event: RelayEvent): string | undefined => {
    if (isReplaceable(event.kind)) return `${event.kind}:${event.pubkey}`;
    if (!isAddressable(event.kind)) return undefined;
    const name = event.tags.find(([tag]) => tag === 'd')?.[1] ?? '';
    return `${event.kind}:${event.pubkey}:${name}`;
  };

  /** NIP-01: later wins; at the same second the lower id does. */
  const isNewer = (event: RelayEvent, than: RelayEvent): boolean =>
    event.created_at > than.created_at || (event.created_at === than.created_at && event.id < than.id);

  return {
    all: () => [...byId.values()],
    add: (event) => {
      if (byId.has(event.id)) return 'duplicate';
      if (isEphemeral(event.kind) && !keepsEphemeral()) return 'kept';
      const place = slot(event);
      const before = place === undefined ? undefined : current.get(place);
      if (before) {
        if (!isNewer(event, before)) return 'outdated';
        byId.delete(before.id);
      }
      if (place !== undefined) current.set(place, event);
      byId.set(event.id, event);
      for (const oldest of byId.values()) {
        if (byId.size <= MAX_EVENTS) break;
        byId.delete(oldest.id);
        const oldSlot = slot(oldest);
        if (oldSlot !== undefined && current.get(oldSlot) === oldest) current.delete(oldSlot);
      }
      return 'kept';
    },
    find: (filter) =>
      [...byId.values()]
        .filter((event) => matches(filter, event))
        .sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1))
        .slice(0, filter.limit),
  };
}
