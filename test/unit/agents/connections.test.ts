// Connections over a real ledger: the agent's secret is nowhere but in the URI; revoked and expired ones are not live.
import { getPublicKey } from 'nostr-tools/pure';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnectionRegistry } from '../../../electron/agents/connections.ts';
import type { ConnectionRegistry } from '../../../electron/agents/agent.ts';
import { createAgentRegistry } from '../../../electron/agents/registry.ts';
import type { AgentId, ConnectionId, NodeId } from '../../../shared/domain/ids.ts';
import { POLICY_PRESETS } from '../../../shared/domain/policy.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { openLedger, OPERATOR, sealingIn, START, type OpenedLedger } from './opened-ledger.ts';

const RELAYS = ['wss://relay.example/?a=1&b=2', 'wss://other.example'];

let ledger: OpenedLedger;
let connections: ConnectionRegistry;
let agentId: AgentId;
beforeEach(() => {
  ledger = openLedger();
  ledger.addNode('n1');
  connections = createConnectionRegistry({ ...ledger, sealed: sealingIn(ledger.database) });
  const agent = createAgentRegistry(ledger).create(
    {
      name: 'Researcher',
      purpose: '',
      nodeId: 'n1' as NodeId,
      draw: 'allotted',
      policy: POLICY_PRESETS[0]!.policy,
    },
    OPERATOR,
  );
  if (!agent.ok) throw new Error(agent.code);
  agentId = agent.value;
});
afterEach(() => ledger.close());

const make = (expiresAt: number | null = null, label = 'laptop') => {
  const made = connections.create(
    {
      agentId,
      label,
      methods: ['pay_invoice', 'get_balance', 'pay_invoice'],
      relays: RELAYS,
      expiresAt: expiresAt === null ? null : unixSeconds(expiresAt),
    },
    OPERATOR,
  );
  if (!made.ok) throw new Error(made.code);
  const uri = new URL(made.value.uri);
  return { id: made.value.id, uri, secret: uri.searchParams.get('secret') ?? '' };
};

describe('connections', () => {
  it('pairs with a URI whose secret belongs to the stored client key and whose host is our service key', () => {
    const { id, uri, secret } = make();
    const connection = connections.get(id);
    expect(uri.protocol).toBe('nostr+walletconnect:');
    expect(uri.searchParams.getAll('relay')).toEqual(RELAYS);
    expect(connection).toMatchObject({
      agentId,
      methods: ['get_balance', 'pay_invoice'],
      relays: RELAYS,
      serviceKey: uri.host,
      clientKey: getPublicKey(Buffer.from(secret, 'hex')),
      revokedAt: null,
      lastSeenAt: null,
    });
    expect(getPublicKey(connections.serviceSecret(id)!)).toBe(connection?.serviceKey);
  });

  it('writes the agent’s secret nowhere and our own only sealed', () => {
    const { id, secret } = make();
    const ours = Buffer.from(connections.serviceSecret(id)!).toString('hex');
    const dump = ledger.dump();
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(ours);
    expect(dump).toContain(connections.get(id)!.clientKey);
  });

  it('gives every connection keys of its own', () => {
    const keys = Array.from({ length: 20 }, () => connections.get(make().id)!);
    expect(new Set(keys.flatMap((connection) => [connection.clientKey, connection.serviceKey])).size).toBe(
      40,
    );
  });

  it('makes nothing for an agent it does not know', () => {
    const before = ledger.entries().length;
    expect(
      connections.create(
        { agentId: 'nobody' as AgentId, label: 'x', methods: ['pay'], relays: RELAYS, expiresAt: null },
        OPERATOR,
      ),
    ).toMatchObject({ code: 'unknown_agent' });
    expect(connections.live()).toEqual([]);
    expect(ledger.entries()).toHaveLength(before);
  });

  it('takes a revoked connection out at once, with its secret, and logs it once', () => {
    const { id } = make();
    expect(connections.revoke(id, 'laptop lost', OPERATOR)).toMatchObject({ ok: true });
    expect(connections.revoke(id, 'again', OPERATOR)).toMatchObject({ ok: true });
    expect(connections.live()).toEqual([]);
    expect(connections.serviceSecret(id)).toBeUndefined();
    expect(connections.get(id)?.revokedAt).toBe(START);
    expect(ledger.entries().filter((entry) => entry.action === 'revoke')).toMatchObject([
      { category: 'key', body: { reason: 'laptop lost' } },
    ]);
    expect(connections.revoke('nothing' as ConnectionId, 'x', OPERATOR)).toMatchObject({
      code: 'unknown_connection',
    });
  });

  it('counts as live exactly those neither revoked nor expired, whatever the mixture', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ lasts: fc.option(fc.integer({ min: 1, max: 100 })), revoked: fc.boolean() }), {
          maxLength: 6,
        }),
        fc.integer({ min: 0, max: 120 }),
        (plans, later) => {
          ledger.clock.set(START);
          const expected = plans.flatMap(({ lasts, revoked }) => {
            const { id } = make(lasts === null ? null : START + lasts);
            if (revoked) connections.revoke(id, 'x', OPERATOR);
            return revoked || (lasts !== null && later >= lasts) ? [] : [id];
          });
          ledger.clock.set(START + later);
          expect(
            connections
              .live()
              .map(({ id }) => id)
              .toSorted(),
          ).toEqual(expected.toSorted());
          for (const { id } of connections.ofAgent(agentId)) connections.revoke(id, 'done', OPERATOR);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('notes when an agent was seen, at most once a minute', () => {
    const { id } = make();
    for (const second of [0, 1, 59, 60, 61]) connections.seen(id, unixSeconds(START + second));
    expect(connections.get(id)?.lastSeenAt).toBe(START + 60);
    connections.seen(id, unixSeconds(START + 119));
    expect(connections.get(id)?.lastSeenAt).toBe(START + 60);
  });

  it('tells its listeners of a new and of a revoked connection, until they leave', () => {
    let heard = 0;
    const leave = connections.onChange(() => (heard += 1));
    const { id } = make();
    connections.revoke(id, 'x', OPERATOR);
    connections.revoke('nothing' as ConnectionId, 'x', OPERATOR);
    expect(heard).toBe(2);
    leave();
    make();
    expect(heard).toBe(2);
  });
});
