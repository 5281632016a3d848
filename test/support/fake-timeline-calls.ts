// The fake bridge’s answers about the log, tables and their files.
import type { PortcullisHandlers } from '../../shared/contract/contract.ts';
import type { TableView } from '../../shared/contract/tables.ts';
import type { TimelineRow } from '../../shared/contract/timeline.ts';
import { attestationText } from '../../shared/domain/attestation.ts';
import { AUDIT_LEVELS } from '../../shared/domain/audit-entry.ts';
import { msat } from '../../shared/domain/money.ts';
import { ok } from '../../shared/domain/result.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { hex } from './fake-fleet.ts';
import { fakeAddress } from './fake-treasury-coins.ts';
import { timelineMatches, timelineRowAt } from './fake-timeline.ts';
import { NOT_FOUND, type FakeWorld } from './fake-world.ts';

type Calls = Pick<
  PortcullisHandlers,
  Extract<keyof PortcullisHandlers, `timeline.${string}` | `tables.${string}` | `exports.${string}`>
>;

/** The newest approval is signed as it should be, older ones by another key. */
const signedOnLedger = (row: TimelineRow, holds: boolean) => ({
  holds,
  fingerprint: 'f5acc2fd',
  address: fakeAddress('wpkh', 11),
  text: attestationText(
    {
      id: row.correlation ?? '',
      agentId: row.agentId ?? '',
      agentName: row.agentName ?? '',
      amount: msat(9_000_000n),
      feeLimit: msat(90_000n),
      destination: `02${hex(77, 32)}`,
      paymentHash: hex(row.seq, 32),
    },
    unixSeconds(row.at - 20),
  ),
});

export function timelineCalls({ state, quiet, done }: FakeWorld): Calls {
  const views = new Map<string, TableView>();
  return {
    'tables.view': ({ table }) => ok(views.get(table) ?? { hidden: null, saved: [] }),
    'tables.setView': ({ table, view }) => {
      views.set(table, view);
      return ok({});
    },
    'exports.begin': ({ table }) => {
      state.exported.push('');
      return ok({ id: `export-${table}` });
    },
    'exports.add': ({ text }) => {
      state.exported.push(`${state.exported.pop() ?? ''}${text}`);
      return ok({});
    },
    'exports.end': ({ id }) =>
      ok({ path: `/home/operator/portcullis/exports/${id}.csv`, bytes: state.exported.at(-1)?.length ?? 0 }),
    'exports.drop': () => {
      state.exported.pop();
      return ok({});
    },
    'timeline.page': ({ filter, before, limit }) => {
      const newest = quiet ? 0 : state.entries;
      const rows = [];
      let seq = Math.min(newest, before === null ? newest : before - 1);
      for (; seq > 0 && rows.length < limit; seq--) {
        const row = timelineRowAt(seq, newest, state.now());
        if (timelineMatches(row, filter)) rows.push(row);
      }
      return ok({ rows, nextBefore: seq > 0 ? seq + 1 : null, total: newest });
    },
    'timeline.histogram': ({ filter, buckets }) => {
      const newest = quiet ? 0 : state.entries;
      const span = Math.min(newest * 37, state.now() - (filter.from ?? 0));
      const width =
        [60, 300, 900, 3_600, 10_800, 21_600, 86_400].find((each) => span / each <= buckets) ?? 604_800;
      const found = new Map<number, { count: number; worst: TimelineRow['level'] }>();
      for (let seq = 1; seq <= newest; seq++) {
        const row = timelineRowAt(seq, newest, state.now());
        if (!timelineMatches(row, filter)) continue;
        const at = Math.floor(row.at / width) * width;
        const bucket = found.get(at) ?? { count: 0, worst: 'debug' as const };
        found.set(at, {
          count: bucket.count + 1,
          worst:
            AUDIT_LEVELS.indexOf(row.level) > AUDIT_LEVELS.indexOf(bucket.worst) ? row.level : bucket.worst,
        });
      }
      return ok({
        bucketSeconds: width,
        buckets: [...found].toSorted(([a], [b]) => a - b).map(([at, bucket]) => ({ at, ...bucket })),
      });
    },
    'timeline.entry': ({ seq }) => {
      if (seq < 1 || seq > state.entries) return NOT_FOUND;
      const row = timelineRowAt(seq, state.entries, state.now());
      return ok({
        row,
        canonical: JSON.stringify({
          action: row.action,
          at: row.at,
          body: { amountMsat: '12400000' },
          category: row.category,
          outcome: row.outcome,
          prev: hex(seq - 1, 32),
          seq,
          summary: row.summary,
          v: 1,
        }),
        hash: hex(seq, 32),
        prev: hex(seq - 1, 32),
        next: seq === state.entries ? null : hex(seq, 32),
        fits: true,
        attestation: row.action === 'approve' ? signedOnLedger(row, state.entries - seq < 11) : null,
        chain: [3, 2, 1, 0].map((back) => timelineRowAt(Math.max(1, seq - back), state.entries, state.now())),
      });
    },
    'timeline.log': () =>
      ok({
        entries: quiet ? 1 : state.entries,
        headHash: hex(state.entries, 32),
        state: 'intact',
        verified: quiet ? 1 : state.entries,
        verifiedAt: state.now() - 180,
        firstBroken: null,
        fault: null,
        unanchored: quiet ? 0 : 7,
      }),
    'timeline.verify': () => done('timeline'),
    'timeline.cancelVerify': () => done('timeline'),
  };
}
