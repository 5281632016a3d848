// Agent registry over a real ledger: names, versions, and one transaction for an act and its entry.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAgentRegistry } from '../../../electron/agents/registry.ts';
import type { AgentRegistry, NewAgent } from '../../../electron/agents/agent.ts';
import { sealEntry } from '../../../electron/audit/log.ts';
import type { AgentId, NodeId } from '../../../shared/domain/ids.ts';
import { sats } from '../../../shared/domain/money.ts';
import { POLICY_PRESETS, type Policy } from '../../../shared/domain/policy.ts';
import { openLedger, OPERATOR, START, type OpenedLedger } from './opened-ledger.ts';
import { anyPolicy } from './policies.ts';

const starter = POLICY_PRESETS[0]!.policy;
const agent = (name: string): NewAgent => ({
  name,
  purpose: 'reads papers',
  nodeId: 'n1' as NodeId,
  draw: 'allotted',
  policy: starter,
});

let ledger: OpenedLedger;
let registry: AgentRegistry;
beforeEach(() => {
  ledger = openLedger();
  ledger.addNode('n1');
  registry = createAgentRegistry(ledger);
});
afterEach(() => ledger.close());

const made = (name: string): AgentId => {
  const result = registry.create(agent(name), OPERATOR);
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

describe('agent registry', () => {
  it('adds an agent with its first policy version and one entry of the log', () => {
    const id = made('Researcher');
    expect(registry.get(id)).toEqual({
      id,
      name: 'Researcher',
      purpose: 'reads papers',
      nodeId: 'n1',
      draw: 'allotted',
      frozen: null,
      policyVersion: 1,
      booked: 0n,
      createdAt: START,
    });
    expect(registry.policy(id)).toEqual({ policy: starter, version: 1, setAt: START });
    expect(ledger.entries()).toMatchObject([
      { action: 'create', category: 'agent', agentId: id, outcome: 'succeeded', actor: OPERATOR },
    ]);
  });

  it.each([
    ['in other letters', 'RESEARCHER'],
    ['in full-width letters', 'Ｒｅｓｅａｒｃｈｅｒ'],
    ['with a zero-width space inside', 'Re\u200bsearcher'],
    ['with a direction override', '\u202eResearcher'],
    ['with spaces around', '  Researcher '],
  ])('does not let a second agent take the same name %s', (_title, twin) => {
    made('Researcher');
    expect(registry.create(agent(twin), OPERATOR)).toMatchObject({ ok: false, code: 'name_taken' });
    expect(registry.list()).toHaveLength(1);
    expect(ledger.entries()).toHaveLength(1);
  });

  it('refuses an agent on a node that is unknown or was removed', () => {
    expect(registry.create({ ...agent('A'), nodeId: 'n2' as NodeId }, OPERATOR)).toMatchObject({
      code: 'unknown_node',
    });
    ledger.database.prepare('UPDATE nodes SET removed_at = 1 WHERE id = ?').run('n1');
    expect(registry.create(agent('A'), OPERATOR)).toMatchObject({ code: 'unknown_node' });
    expect(registry.list()).toEqual([]);
  });

  it('renames, keeps its own name free for itself, and refuses the name of another', () => {
    const id = made('Researcher');
    made('Scraper');
    expect(registry.rename(id, 'researcher', 'reads more', OPERATOR)).toMatchObject({ ok: true });
    expect(registry.get(id)).toMatchObject({ name: 'researcher', purpose: 'reads more' });
    expect(registry.rename(id, 'SCRAPER', '', OPERATOR)).toMatchObject({ code: 'name_taken' });
    expect(registry.rename('nobody' as AgentId, 'x', '', OPERATOR)).toMatchObject({ code: 'unknown_agent' });
    expect(ledger.entries().at(-1)?.body).toEqual({
      before: { name: 'Researcher', purpose: 'reads papers' },
      after: { name: 'researcher', purpose: 'reads more' },
    });
  });

  it('sets limits only over the version that was looked at', () => {
    const id = made('Researcher');
    const tighter: Policy = { ...starter, maxDailySpend: sats(1n) };
    expect(registry.setPolicy(id, 1, tighter, 'too lively', OPERATOR)).toEqual({ ok: true, value: 2 });
    expect(registry.setPolicy(id, 1, starter, 'late', OPERATOR)).toMatchObject({ code: 'changed_meanwhile' });
    expect(registry.policy(id)).toMatchObject({ policy: tighter, version: 2 });
    expect(registry.policyAt(id, 1)).toEqual(starter);
    expect(registry.policyAt(id, 2)).toEqual(tighter);
    expect(registry.policyAt(id, 3)).toBeUndefined();
    expect(ledger.entries().at(-1)).toMatchObject({
      category: 'policy',
      action: 'set-policy',
      agentId: id,
      body: {
        reason: 'too lively',
        version: 2,
        before: { maxDailySpendMsat: '500000000' },
        after: { maxDailySpendMsat: '1000' },
      },
    });
    expect(ledger.entries()).toHaveLength(2);
  });

  it('never shows a policy that was rolled back, though it was parsed before', () => {
    const id = made('Researcher');
    registry.policy(id);
    ledger.database
      .prepare(`CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'disk full'); END`)
      .run();
    expect(() => registry.setPolicy(id, 1, { ...starter, maxDailySpend: sats(9n) }, 'x', OPERATOR)).toThrow(
      'disk full',
    );
    ledger.database.prepare('DROP TRIGGER full').run();
    expect(registry.policy(id)).toMatchObject({ policy: starter, version: 1 });
    expect(registry.setPolicy(id, 1, { ...starter, maxDailySpend: sats(7n) }, 'y', OPERATOR).ok).toBe(true);
    expect(registry.policy(id).policy.maxDailySpend).toBe(sats(7n));
  });

  it('gives any history of policies back version by version, also after a restart', () => {
    const id = made('Researcher');
    fc.assert(
      fc.property(fc.array(anyPolicy, { minLength: 1, maxLength: 4 }), (policies) => {
        for (const policy of policies) {
          const { version } = registry.policy(id);
          expect(registry.setPolicy(id, version, policy, 'next', OPERATOR)).toEqual({
            ok: true,
            value: version + 1,
          });
          expect(registry.policy(id).policy).toEqual(policy);
        }
        const { version } = registry.policy(id);
        policies.forEach((policy, index) =>
          expect(registry.policyAt(id, version - policies.length + 1 + index)).toEqual(policy),
        );
      }),
      { numRuns: 15 },
    );
    const last = registry.policy(id);
    const again = createAgentRegistry({ ...ledger, database: ledger.reopen() });
    expect(again.policy(id)).toEqual(last);
  });

  it('starts without a fleet limit and versions the ones that are set', () => {
    expect(registry.fleetPolicy()).toEqual({
      policy: { maxFleetDailySpend: null, attestAbove: null },
      version: 0,
    });
    expect(
      registry.setFleetPolicy(0, { maxFleetDailySpend: sats(5n), attestAbove: null }, 'start', OPERATOR),
    ).toEqual({
      ok: true,
      value: 1,
    });
    expect(
      registry.setFleetPolicy(0, { maxFleetDailySpend: null, attestAbove: null }, 'late', OPERATOR),
    ).toMatchObject({
      code: 'changed_meanwhile',
    });
    expect(registry.fleetPolicy()).toEqual({
      policy: { maxFleetDailySpend: sats(5n), attestAbove: null },
      version: 1,
    });
    registry.setFleetPolicy(1, { maxFleetDailySpend: null, attestAbove: null }, 'no more', OPERATOR);
    expect(registry.fleetPolicy().policy.maxFleetDailySpend).toBeNull();
    expect(ledger.entries().at(-1)?.body).toMatchObject({
      before: { maxFleetDailySpendMsat: '5000' },
      after: { maxFleetDailySpendMsat: null },
    });
  });

  it('announces agents and fleet once per change, and nothing for a refused one', () => {
    const heard: string[][] = [];
    ledger.database.onChange((changed) => heard.push([...changed].toSorted()));
    const id = made('Researcher');
    registry.setPolicy(id, 9, starter, 'late', OPERATOR);
    expect(heard).toEqual([['agents', 'fleet', 'timeline']]);
  });

  it('leaves a log whose chain holds', () => {
    const id = made('Researcher');
    registry.rename(id, 'R2', '', OPERATOR);
    registry.setPolicy(id, 1, starter, 'same', OPERATOR);
    let prev = '0'.repeat(64);
    for (const entry of ledger.entries()) {
      expect(entry.prev).toBe(prev);
      prev = sealEntry(entry).hash;
    }
    expect(ledger.audit.head().hash).toBe(prev);
  });
});
