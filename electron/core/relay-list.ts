// Relay list: the relays that connections made from now on are given. Kept in the ledger, changed only with an audit entry.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { AuditLog } from '../audit/log.ts';
import { relayAddress } from '../nostr/relay-address.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';

export type RelayList = {
  readonly get: () => readonly string[];
  /** Normalised, without doubles, in the given order: the first is the one that most clients use. */
  readonly set: (urls: readonly string[], actor: AuditActor) => Result<readonly string[], 'bad_relay'>;
};

const NAME = 'relays';

export function createRelayList({
  database,
  audit,
  clock,
  allowed,
}: {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly allowed: (url: string) => boolean;
}): RelayList {
  const read = database.prepare<{ value: string }>('SELECT value FROM meta WHERE name = ?');
  const write = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  const get = (): string[] => {
    const row = read.get(NAME);
    return row ? (JSON.parse(row.value) as string[]) : [];
  };

  return {
    get,
    set: (urls, actor) => {
      const relays: string[] = [];
      for (const url of urls) {
        const address = relayAddress(url);
        if (!address.ok) return refuse('bad_relay', `“${url.slice(0, 100)}”: ${address.message}`);
        if (!allowed(address.value))
          return refuse(
            'bad_relay',
            'The practice fleet uses relays on this machine only. Nothing was changed.',
          );
        if (!relays.includes(address.value)) relays.push(address.value);
      }
      database.transaction(() => {
        const before = get();
        write.run(NAME, JSON.stringify(relays));
        audit.append(clock.now(), {
          level: 'info',
          category: 'gate',
          action: 'set-relays',
          actor,
          outcome: 'succeeded',
          agentId: null,
          correlation: null,
          summary: `Relays of new connections: ${relays.join(', ')}`,
          body: { before, after: relays },
        });
        database.touch('relays');
      });
      return ok(relays);
    },
  };
}
