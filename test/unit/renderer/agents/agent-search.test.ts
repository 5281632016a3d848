import { describe, expect, it } from 'vitest';
import { dailyShare, searchText } from '../../../../renderer/features/agents/agent-search.ts';
import { rowsMatching } from '../../../../renderer/ui/table-columns.ts';
import { unallotted } from '../../../../renderer/features/agents/allotment.ts';
import { expiryAfter, METHOD_WORDS, SAFE_METHODS } from '../../../../renderer/features/agents/nwc-words.ts';
import type { MsatText } from '../../../../shared/domain/money.ts';
import { NWC_METHODS } from '../../../../shared/domain/nwc.ts';
import { agentRows } from '../../../support/fake-fleet.ts';

const msat = (value: bigint): MsatText => value.toString() as MsatText;
const daily = (used: bigint, reserved: bigint, limit: bigint | null) => ({
  daily: {
    usedMsat: msat(used),
    reservedMsat: msat(reserved),
    limitMsat: limit === null ? null : msat(limit),
    clearsAt: null,
  },
});

describe('searching agents', () => {
  const agents = agentRows(1_800_000_000, 6);
  const names = (typed: string) => rowsMatching(agents, typed, searchText).map(({ name }) => name);

  it('finds every word, in any order and case, in name, purpose, node or state', () => {
    expect(names('HARBOUR shop')).toEqual(['Shopper']);
    expect(names('frozen')).toEqual(['Courier 7']);
    expect(names('waiting')).toEqual(['Research bot 3', 'Shopper']);
  });

  it('keeps all for nothing typed and none for what is nowhere', () => {
    expect(names('  ')).toHaveLength(6);
    expect(names('shopper lighthouse')).toEqual([]);
  });
});

describe('order by nearness to the daily limit', () => {
  it('counts what is reserved and puts agents without a limit last', () => {
    expect(dailyShare(daily(400n, 100n, 1_000n))).toBe(500);
    expect(dailyShare(daily(400n, 100n, null))).toBe(-1);
    expect(dailyShare(daily(1n, 0n, 0n))).toBeGreaterThan(dailyShare(daily(9n, 0n, 1n)));
    expect(dailyShare(daily(0n, 0n, 0n))).toBe(0);
  });
});

describe('what may still be allotted', () => {
  const balance = (spendable: bigint) => ({
    totalMsat: msat(spendable),
    spendableMsat: msat(spendable),
    reservedMsat: msat(0n),
    inFlightMsat: msat(0n),
    asOf: 0,
  });
  it('is what the node can send less what is promised, never below zero, unknown while the node is silent', () => {
    expect(unallotted({ balance: balance(500n), allottedMsat: msat(200n) })).toBe(300n);
    expect(unallotted({ balance: balance(100n), allottedMsat: msat(200n) })).toBe(0n);
    expect(unallotted({ balance: null, allottedMsat: msat(0n) })).toBeNull();
  });
});

describe('granting methods', () => {
  it('has words for every method and grants neither receiving nor history by itself', () => {
    for (const method of NWC_METHODS) expect(METHOD_WORDS[method]).not.toBe('');
    expect(SAFE_METHODS).not.toContain('make_invoice');
    expect(SAFE_METHODS).not.toContain('list_transactions');
  });
  it('ends a connection after whole days, or never', () => {
    expect(expiryAfter('30', 1_000)).toBe(1_000 + 30 * 86_400);
    expect(expiryAfter('never', 1_000)).toBeNull();
  });
});
