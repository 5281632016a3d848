// What leaves the core unasked: pushes, entry lines, console lines and notices.
import { describe, expect, it } from 'vitest';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { createChangeFeed } from '../../../electron/core/change-feed.ts';
import { consoleLine, decisionLines } from '../../../electron/core/console-lines.ts';
import { followEntries, type EntryLine } from '../../../electron/core/entry-feed.ts';
import { isWanted, noticeOf } from '../../../electron/core/notices.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { NewAuditEntry } from '../../../shared/domain/audit-entry.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { createFakeClock, START } from '../../support/fake-clock.ts';
import { scratchDatabase } from '../../support/scratch.ts';

const entry = (summary: string): NewAuditEntry => ({
  level: 'warning',
  category: 'payment',
  action: 'hold',
  actor: { kind: 'gate' },
  outcome: 'held',
  agentId: 'a1',
  correlation: null,
  summary,
  body: {},
});

describe('change feed', () => {
  it('makes one push of a burst, in a fixed order, and none of nothing', () => {
    const clock = createFakeClock();
    const pushes: unknown[] = [];
    const feed = createChangeFeed({ clock, push: ({ changed }) => pushes.push(changed) });
    feed.changed([]);
    feed.changed(['timeline', 'gate']);
    feed.changed(['gate']);
    expect(pushes).toEqual([]);
    clock.advance(0.05);
    expect(pushes).toEqual([['gate', 'timeline']]);
    clock.advance(1);
    expect(pushes).toHaveLength(1);
  });

  it('asks for figures that go by the clock now and then, until it is stopped', () => {
    const clock = createFakeClock();
    const pushes: unknown[] = [];
    const feed = createChangeFeed({ clock, push: ({ changed }) => pushes.push(changed) });
    clock.advance(15);
    clock.advance(1);
    expect(pushes).toEqual([['fleet', 'agents', 'approvals']]);
    feed.stop();
    feed.changed(['gate']);
    clock.advance(60);
    expect(pushes).toHaveLength(1);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('entry feed', () => {
  it('tells each durable entry once, in order, and none that was rolled back or was there before', () => {
    const database = scratchDatabase();
    const audit = createAuditLog(database);
    const write = (...summaries: string[]): void =>
      database.transaction(() => {
        for (const summary of summaries) audit.append(unixSeconds(START), entry(summary));
      });
    write('before');
    const told: string[] = [];
    const stop = followEntries(database, (line) => told.push(`${line.seq} ${line.level} ${line.summary}`));
    write('one', 'two');
    expect(() =>
      database.transaction(() => {
        audit.append(unixSeconds(START), entry('lost'));
        throw new Error('no');
      }),
    ).toThrow();
    write('three');
    expect(told).toEqual(['2 warning one', '3 warning two', '4 warning three']);
    stop();
    write('four');
    expect(told).toHaveLength(3);
  });
});

describe('console line', () => {
  it('has time, outcome and sentence', () => {
    expect(consoleLine({ at: START, outcome: 'held', summary: 'Shopper: waits' })).toBe(
      '08:00:00  HELD      Shopper: waits',
    );
  });

  it('lets nothing an agent wrote reach the terminal as a command', () => {
    const line = consoleLine({
      at: START,
      outcome: 'asked',
      summary: 'a\u001b[2Jb\nc\rd\u009be\u202ef\u0007',
    });
    expect(line).toBe('08:00:00  asked     a [2Jb c d e f ');
  });
});

describe('under a held line', () => {
  const shown = {
    amountMsat: '250000000',
    feeLimitMsat: '500000',
    destination: `02${'a1'.repeat(32)}`,
    paymentHash: 'b2'.repeat(32),
    policyVersion: 3,
  };

  it('stands the command that pays exactly what was held, and the one that rejects it', () => {
    const [pay = '', reject = ''] = decisionLines('0197-4c2e', shown, { used: '/data', usual: '/data' });
    const json = /ctl -- approvals\.approve '(.*)'$/.exec(pay)?.[1] ?? '';
    expect(contract['approvals.approve'].params.parse(JSON.parse(json))).toEqual({
      id: '0197-4c2e',
      reason: 'why',
      shown,
    });
    const no = /ctl -- approvals\.deny '(.*)'$/.exec(reject)?.[1] ?? '';
    expect(contract['approvals.deny'].params.parse(JSON.parse(no))).toMatchObject({ freezeAgent: false });
  });

  it('names the folder where it is not the usual one, as one word', () => {
    const [pay] = decisionLines('x', shown, { used: "/tmp/it's here", usual: '/data' });
    expect(pay).toMatch(/ --data '\/tmp\/it'\\''s here'$/);
  });
});

describe('notices', () => {
  const line = (more: Partial<EntryLine>): EntryLine => ({
    seq: 1,
    at: START,
    level: 'warning',
    category: 'payment',
    action: 'hold',
    outcome: 'held',
    agentId: 'a1',
    correlation: 's1',
    summary: 'Shopper: 30,000 sats to 02f8…',
    ...more,
  });

  it('tell of a held payment by the agent’s name, without its amount or destination', () => {
    const notice = noticeOf(line({}), () => 'Shopper');
    expect(notice?.body).toContain('Shopper');
    expect(JSON.stringify(notice)).not.toMatch(/30,000|02f8/);
  });

  it('keep quiet about what can wait', () => {
    for (const quiet of [
      line({ outcome: 'refused', action: 'decide' }),
      line({ outcome: 'asked', level: 'info' }),
      line({ category: 'gate', action: 'freeze', level: 'critical', outcome: 'succeeded' }),
      line({ category: 'gate', action: 'close', level: 'error', outcome: 'succeeded' }),
    ])
      expect(noticeOf(quiet, () => null)).toBeNull();
  });

  it('tell of a closed gate', () => {
    expect(
      noticeOf(
        line({ category: 'gate', action: 'close', level: 'critical', outcome: 'succeeded' }),
        () => null,
      )?.title,
    ).toBe('The gate is closed');
  });

  it('are shown or not, each kind by its own setting', () => {
    const held = noticeOf(line({}), () => null);
    const closed = noticeOf(line({ category: 'gate', action: 'close', level: 'critical' }), () => null);
    if (!held || !closed) throw new Error('both are told of');
    const approvalsAlone = { notifyApprovals: true, notifyAlerts: false };
    expect([isWanted(held, approvalsAlone), isWanted(closed, approvalsAlone)]).toEqual([true, false]);
    const alertsAlone = { notifyApprovals: false, notifyAlerts: true };
    expect([isWanted(held, alertsAlone), isWanted(closed, alertsAlone)]).toEqual([false, true]);
  });
});
