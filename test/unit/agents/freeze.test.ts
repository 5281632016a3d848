// Freeze over a real ledger: in force when the call returns, kept over a restart, first reason kept.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFreezeSwitch } from '../../../electron/agents/freeze.ts';
import { createAgentRegistry } from '../../../electron/agents/registry.ts';
import type { AgentRegistry, FreezeSwitch } from '../../../electron/agents/agent.ts';
import type { AgentId, NodeId } from '../../../shared/domain/ids.ts';
import { POLICY_PRESETS } from '../../../shared/domain/policy.ts';
import { openLedger, OPERATOR, START, type OpenedLedger } from './opened-ledger.ts';

let ledger: OpenedLedger;
let freeze: FreezeSwitch;
let registry: AgentRegistry;
let id: AgentId;
beforeEach(() => {
  ledger = openLedger();
  ledger.addNode('n1');
  freeze = createFreezeSwitch(ledger);
  registry = createAgentRegistry(ledger);
  const agent = registry.create(
    {
      name: 'Shopper',
      purpose: '',
      nodeId: 'n1' as NodeId,
      draw: 'allotted',
      policy: POLICY_PRESETS[0]!.policy,
    },
    OPERATOR,
  );
  if (!agent.ok) throw new Error(agent.code);
  id = agent.value;
});
afterEach(() => ledger.close());

const frozenEntries = () => ledger.entries().filter((entry) => entry.action.endsWith('freeze'));

describe('freeze', () => {
  it('freezes one agent and lets it go again, with both in the log', () => {
    expect(freeze.freezeAgent(id, 'odd hours', OPERATOR)).toMatchObject({ ok: true });
    expect(registry.get(id)?.frozen).toEqual({ at: START, reason: 'odd hours' });
    expect(freeze.fleet()).toBeNull();
    freeze.unfreezeAgent(id, 'explained', OPERATOR);
    expect(registry.get(id)?.frozen).toBeNull();
    expect(frozenEntries()).toMatchObject([
      { action: 'freeze', level: 'warning', category: 'agent', agentId: id, body: { reason: 'odd hours' } },
      {
        action: 'unfreeze',
        level: 'warning',
        agentId: id,
        body: { reason: 'explained', frozenBefore: { at: START, reason: 'odd hours' } },
      },
    ]);
  });

  it('keeps the first moment and reason when frozen twice', () => {
    freeze.freezeAgent(id, 'first', OPERATOR);
    freeze.freezeFleet('first', OPERATOR);
    ledger.clock.set(START + 10);
    freeze.freezeAgent(id, 'second', OPERATOR);
    freeze.freezeFleet('second', OPERATOR);
    expect(registry.get(id)?.frozen).toEqual({ at: START, reason: 'first' });
    expect(freeze.fleet()).toEqual({ at: START, reason: 'first' });
    expect(frozenEntries()).toHaveLength(2);
  });

  it('freezes the fleet at the highest level and stays frozen over a restart', () => {
    freeze.freezeFleet('key in a paste bin', OPERATOR);
    expect(frozenEntries()).toMatchObject([{ level: 'critical', category: 'gate', agentId: null }]);
    const again = createFreezeSwitch({ ...ledger, database: ledger.reopen() });
    expect(again.fleet()).toEqual({ at: START, reason: 'key in a paste bin' });
    expect(ledger.entries()).toHaveLength(2);
  });

  it('does not touch an agent’s own freeze when the fleet’s is lifted', () => {
    freeze.freezeAgent(id, 'mine', OPERATOR);
    freeze.freezeFleet('all', OPERATOR);
    freeze.unfreezeFleet('over', OPERATOR);
    expect(freeze.fleet()).toBeNull();
    expect(registry.get(id)?.frozen).not.toBeNull();
  });

  it('is not frozen by a freeze that could not be logged', () => {
    ledger.database
      .prepare(`CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'disk full'); END`)
      .run();
    expect(() => freeze.freezeFleet('x', OPERATOR)).toThrow('disk full');
    expect(freeze.fleet()).toBeNull();
  });

  it('knows no agent it was not told of', () => {
    expect(freeze.freezeAgent('nobody' as AgentId, 'x', OPERATOR)).toMatchObject({ code: 'unknown_agent' });
    expect(freeze.unfreezeAgent('nobody' as AgentId, 'x', OPERATOR)).toMatchObject({ code: 'unknown_agent' });
  });

  it('announces gate, agents and fleet', () => {
    const heard: string[] = [];
    ledger.database.onChange((changed) => heard.push(...changed));
    freeze.freezeFleet('x', OPERATOR);
    expect(heard.toSorted()).toEqual(['agents', 'fleet', 'gate', 'timeline']);
  });
});
