// Set-up progress: how far a fleet has come, read from what the ledger holds. Only an explicit skip is remembered.
import type { z } from 'zod';
import type { setupCalls } from '../../shared/contract/setup.ts';
import { SETUP_STEPS, SKIPPABLE, type SetupStep } from '../../shared/domain/setup.ts';
import type { SpendState } from '../../shared/domain/spend.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';
import type { RelayList } from './relay-list.ts';

export type SetupProgress = z.input<(typeof setupCalls)['setup.progress']['result']>;

export type SetupReader = {
  readonly progress: () => SetupProgress;
  /** false when this step cannot be left out. */
  readonly skip: (step: SetupStep, skipped: boolean) => boolean;
};

const NAME = 'setup-skipped';

export function createSetupReader({
  database,
  relays,
  now,
}: {
  readonly database: Database;
  readonly relays: Pick<RelayList, 'get'>;
  readonly now: () => UnixSeconds;
}): SetupReader {
  const readSkips = database.prepare<{ value: string }>('SELECT value FROM meta WHERE name = ?');
  const writeSkips = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  const node = database.prepare<{ id: string; name: string }>(
    'SELECT id, name FROM nodes WHERE removed_at IS NULL ORDER BY added_at, id LIMIT 1',
  );
  const connection = database.prepare<{
    id: string;
    agent_id: string;
    label: string;
    created_at: number;
    last_seen_at: number | null;
  }>(
    `SELECT id, agent_id, label, created_at, last_seen_at FROM connections
     WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
     ORDER BY last_seen_at IS NULL, created_at DESC, id LIMIT 1`,
  );
  const agentById = database.prepare<{ id: string; name: string }>(
    'SELECT id, name FROM agents WHERE id = ?',
  );
  const newestAgent = database.prepare<{ id: string; name: string }>(
    'SELECT id, name FROM agents ORDER BY created_at DESC, id LIMIT 1',
  );
  type Payment = { id: string; agent_id: string; state: SpendState };
  // Each stops at the first row it meets: this is read with every change of a fleet that may have a million payments.
  const settled = database.prepare<Payment>(
    `SELECT id, agent_id, state FROM spends WHERE state = 'settled' LIMIT 1`,
  );
  const newest = database.prepare<Payment>(
    'SELECT id, agent_id, state FROM spends ORDER BY rowid DESC LIMIT 1',
  );

  const skips = (): readonly SetupStep[] => {
    const stored: unknown = JSON.parse(readSkips.get(NAME)?.value ?? '[]');
    return SKIPPABLE.filter((step) => Array.isArray(stored) && stored.includes(step));
  };

  return {
    progress: () => {
      const live = connection.get(now());
      const spend = settled.get() ?? newest.get();
      const found = {
        node: node.get() ?? null,
        relays: [...relays.get()],
        // The agent whose connection is shown, so that the walk speaks of one thing.
        agent: (live ? agentById.get(live.agent_id) : newestAgent.get()) ?? null,
        connection: live
          ? { id: live.id, label: live.label, createdAt: live.created_at, lastSeenAt: live.last_seen_at }
          : null,
        payment: spend ? { id: spend.id, agentId: spend.agent_id, state: spend.state } : null,
      };
      const is: Readonly<Record<SetupStep, boolean>> = {
        node: found.node !== null,
        relays: found.relays.length > 0,
        agent: found.agent !== null,
        pairing: (found.connection?.lastSeenAt ?? null) !== null,
        payment: found.payment?.state === 'settled',
      };
      const skipped = skips().filter((step) => !is[step]);
      return {
        ...found,
        done: SETUP_STEPS.filter((step) => is[step]),
        skipped,
        next: SETUP_STEPS.find((step) => !is[step] && !skipped.includes(step)) ?? null,
      };
    },
    skip: (step, skipped) => {
      if (!SKIPPABLE.includes(step)) return false;
      const others = skips().filter((each) => each !== step);
      database.transaction(() => {
        writeSkips.run(NAME, JSON.stringify(skipped ? [...others, step] : others));
        database.touch('settings');
      });
      return true;
    },
  };
}
