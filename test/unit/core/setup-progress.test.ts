// How far a set-up has come is read from the ledger: whatever was made or removed by whatever door, the walk goes on where it must.
import { describe, expect, it } from 'vitest';
import { createSetupReader } from '../../../electron/core/setup-progress.ts';
import type { Database } from '../../../electron/store/database.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { scratchDatabase } from '../../support/scratch.ts';

const NOW = unixSeconds(1_800_000_000);

function reader() {
  const database = scratchDatabase();
  const relays: string[] = [];
  const make = () => createSetupReader({ database, relays: { get: () => relays }, now: () => NOW });
  return { database, relays, make };
}

const node = (database: Database): void =>
  void database
    .prepare(
      `INSERT INTO nodes (id, name, socket, public_key, network, tls_pin, added_at) VALUES ('n', 'North', 'h:1', '02', 'regtest', '', 1)`,
    )
    .run();
const agent = (database: Database, id = 'a', at = 2): void =>
  void database
    .prepare(
      `INSERT INTO agents (id, name, purpose, node_id, draw, policy_version, created_at) VALUES (?, ?, '', 'n', 'allotted', 1, ?)`,
    )
    .run(id, `Agent ${id}`, at);
type ConnectionTerms = { agentId?: string; expiresAt?: number | null; seenAt?: number | null };
const connection = (
  database: Database,
  id: string,
  { agentId = 'a', expiresAt = null, seenAt = null }: ConnectionTerms = {},
): void =>
  void database
    .prepare(
      `INSERT INTO connections (id, agent_id, label, client_key, service_key, methods, relays, created_at, expires_at, last_seen_at)
       VALUES (?1, ?2, 'Laptop', 'c' || ?1, 's' || ?1, '[]', '[]', 3, ?3, ?4)`,
    )
    .run(id, agentId, expiresAt, seenAt);
const spend = (database: Database, id: string, state: string, at: number): void =>
  void database
    .prepare(
      `INSERT INTO spends (id, agent_id, connection_id, node_id, asked_by, state, payment_hash, attempt, invoice, destination,
         amount_msat, fee_limit_msat, fee_msat, purpose, description, policy_version, rules, by_hand, invoice_expires_at, asked_at, counted_at)
       VALUES (?1, 'a', 'k', 'n', 'pay_invoice', ?2, ?1, 1, '', '', 1, 1, 1, '', '', 1, '[]', 0, 0, ?3, ?3)`,
    )
    .run(id, state, at);

describe('the next step', () => {
  it('is what the ledger does not hold yet, in the order in which each needs the one before', () => {
    const { database, relays, make } = reader();
    expect(make().progress()).toMatchObject({ next: 'node', done: [] });
    node(database);
    expect(make().progress()).toMatchObject({ next: 'relays', node: { id: 'n', name: 'North' } });
    relays.push('wss://relay.example');
    expect(make().progress()).toMatchObject({ next: 'agent', relays: ['wss://relay.example'] });
    agent(database);
    expect(make().progress()).toMatchObject({ next: 'pairing', agent: { id: 'a', name: 'Agent a' } });
    connection(database, 'k');
    expect(make().progress()).toMatchObject({ next: 'pairing', connection: { id: 'k', lastSeenAt: null } });
    database.prepare('UPDATE connections SET last_seen_at = 9').run();
    expect(make().progress()).toMatchObject({ next: 'payment', connection: { lastSeenAt: 9 } });
    spend(database, 'p1', 'held', 10);
    expect(make().progress()).toMatchObject({ next: 'payment', payment: { id: 'p1', state: 'held' } });
    spend(database, 'p2', 'settled', 9);
    expect(make().progress()).toMatchObject({
      next: null,
      done: ['node', 'relays', 'agent', 'pairing', 'payment'],
      payment: { id: 'p2', state: 'settled' },
    });
  });

  it('goes back when what was made is gone', () => {
    const { database, relays, make } = reader();
    node(database);
    relays.push('wss://relay.example');
    agent(database);
    connection(database, 'k', { seenAt: 9 });
    expect(make().progress().next).toBe('payment');
    database.prepare('UPDATE connections SET revoked_at = 10').run();
    expect(make().progress()).toMatchObject({ next: 'pairing', connection: null });
    database.prepare('UPDATE nodes SET removed_at = 11').run();
    expect(make().progress()).toMatchObject({ next: 'node', node: null });
  });

  it('does not take a connection that has ended for a paired agent', () => {
    const { database, make } = reader();
    node(database);
    agent(database);
    connection(database, 'k', { expiresAt: NOW, seenAt: 9 });
    expect(make().progress()).toMatchObject({ connection: null });
  });

  it('speaks of the agent whose client has spoken, not of one that was added later', () => {
    const { database, make } = reader();
    node(database);
    agent(database, 'a', 2);
    agent(database, 'b', 7);
    expect(make().progress().agent?.id).toBe('b');
    connection(database, 'k', { agentId: 'a', seenAt: 9 });
    connection(database, 'l', { agentId: 'b' });
    expect(make().progress()).toMatchObject({ agent: { id: 'a' }, connection: { id: 'k' } });
  });
});

describe('skipping', () => {
  it('is remembered, can be taken back, and ends where the step is done after all', () => {
    const { database, relays, make } = reader();
    node(database);
    relays.push('wss://relay.example');
    agent(database);
    expect(make().skip('pairing', true)).toBe(true);
    expect(make().progress()).toMatchObject({ next: 'payment', skipped: ['pairing'] });
    expect(make().skip('payment', true)).toBe(true);
    expect(make().progress()).toMatchObject({ next: null, skipped: ['pairing', 'payment'] });
    expect(make().skip('pairing', false)).toBe(true);
    expect(make().progress()).toMatchObject({ next: 'pairing', skipped: ['payment'] });
    connection(database, 'k', { seenAt: 9 });
    spend(database, 'p', 'settled', 9);
    expect(make().progress()).toMatchObject({ next: null, skipped: [] });
  });

  it.each(['node', 'relays', 'agent'] as const)('is not possible for the step “%s”', (step) => {
    const { make } = reader();
    expect(make().skip(step, true)).toBe(false);
    expect(make().progress()).toMatchObject({ next: 'node', skipped: [] });
  });
});
