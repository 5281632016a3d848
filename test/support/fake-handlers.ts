// How the fake core answers each call of the contract. Acts change what the next reads say, so that a screen can be walked.
import type { ApprovalRow } from '../../shared/contract/approvals.ts';
import type { Preferences } from '../../shared/contract/app.ts';
import type { PortcullisHandlers } from '../../shared/contract/contract.ts';
import type { TableView } from '../../shared/contract/tables.ts';
import type { Change } from '../../shared/contract/push.ts';
import type { TimelineRow } from '../../shared/contract/timeline.ts';
import { AUDIT_LEVELS } from '../../shared/domain/audit-entry.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { approvalPage, decidedRows, manyWaiting, spendRows } from './fake-approvals.ts';
import { HOURS, POLICY, agentRows, hex, nodeRows, sat } from './fake-fleet.ts';
import { fakeWhatIf, paymentsInQuestion } from './fake-in-question.ts';
import { timelineMatches, timelineRowAt } from './fake-timeline.ts';

export const FAKE_PASSPHRASE = 'correct horse';

export type FakeState = {
  readonly story: 'busy' | 'quiet' | 'closed' | 'broken' | 'silent';
  fleet: 'practice' | 'real' | null;
  phase: 'welcome' | 'no-vault' | 'cold' | 'starting' | 'open' | 'failed';
  screen: 'locked' | 'unlocked';
  failedUnlocks: number;
  unlockRetryAt: number | null;
  readonly agents: number;
  readonly entries: number;
  /** Payments that wait. */
  readonly waiting: number;
  /** Seconds from the start until the first of them expires. */
  readonly expiresIn: number;
  /** In place of what the agents say. */
  readonly purpose: string | undefined;
  /** In place of every agent’s name. */
  readonly agentName: string | undefined;
  frozenFleet: { readonly reason: string; readonly at: number } | null;
  readonly frozenAgents: Map<string, string | null>;
  readonly decided: Map<string, 'settled' | 'denied'>;
  present: boolean;
  preferences: Preferences;
  readonly now: () => number;
  /** Text of every file written, in order. */
  readonly exported: string[];
  readonly push: (...changed: readonly Change[]) => void;
};

const NOT_FOUND = refuse(
  'not_found',
  'There is no such thing any more. Nothing was done; go back to the list.',
);

export function fakeHandlers(state: FakeState): PortcullisHandlers {
  const quiet = state.story === 'quiet';
  const done = (...changed: readonly Change[]) => {
    state.push(...changed);
    return ok({});
  };
  const agents = () =>
    quiet
      ? []
      : agentRows(state.now(), state.agents).map((made) => {
          const row = { ...made, name: state.agentName ?? made.name };
          const reason = state.frozenAgents.get(row.id);
          return reason === undefined
            ? row
            : {
                ...row,
                state: reason === null ? ('active' as const) : ('frozen' as const),
                frozenReason: reason,
              };
        });
  // The times of what waits stand still while the clock goes on.
  const startedAt = state.now();
  const held = (): ApprovalRow[] =>
    manyWaiting(startedAt, state.waiting).map((row, index) => ({
      ...row,
      agentName: state.agentName ?? row.agentName,
      expiresAt: index === 0 ? startedAt + state.expiresIn : row.expiresAt,
    }));
  const waiting = (): ApprovalRow[] => (quiet ? [] : held().filter(({ id }) => !state.decided.has(id)));
  const decided = (): ApprovalRow[] => [
    ...held().flatMap((row) => {
      const verdict = state.decided.get(row.id);
      return verdict ? [{ ...row, state: verdict, endedAt: state.now() }] : [];
    }),
    ...(quiet ? [] : decidedRows(state.now())),
  ];
  const agentOf = (id: string) => agents().find((row) => row.id === id);
  const checked = new Map<string, { readonly at: number; readonly reason: string }>();
  const views = new Map<string, TableView>();
  const tryPassphrase = (passphrase: string) => {
    if (passphrase === FAKE_PASSPHRASE) {
      state.failedUnlocks = 0;
      state.unlockRetryAt = null;
      state.present = true;
      return null;
    }
    state.failedUnlocks += 1;
    if (state.failedUnlocks >= 3) state.unlockRetryAt = state.now() + 30;
    state.push('app');
    return refuse('wrong_passphrase', 'The passphrase is not the right one. Nothing was opened.');
  };

  return {
    'app.status': () =>
      ok({
        version: '0.1.0',
        shell: 'chromium',
        fleet: state.fleet,
        phase: state.phase,
        phaseNote: state.phase === 'starting' ? 'Reaching 3 nodes and 3 relays …' : '',
        screen: state.screen,
        failedUnlocks: state.failedUnlocks,
        unlockRetryAt: state.unlockRetryAt,
        now: state.now(),
      }),
    'app.explorePractice': () => {
      state.fleet = 'practice';
      state.phase = 'open';
      state.screen = 'unlocked';
      return done('app');
    },
    'app.setUpFleet': () => {
      state.fleet = 'real';
      state.phase = 'no-vault';
      return done('app');
    },
    'vault.create': () => {
      state.phase = 'open';
      state.screen = 'unlocked';
      return done('app');
    },
    'vault.unlock': ({ passphrase }) => {
      const wrong = tryPassphrase(passphrase);
      if (wrong) return wrong;
      state.phase = 'open';
      state.screen = 'unlocked';
      return done('app', 'gate');
    },
    'vault.lock': () => {
      state.screen = 'locked';
      state.present = false;
      return done('app');
    },
    'vault.confirmPresence': ({ passphrase }) => tryPassphrase(passphrase) ?? ok({}),
    'vault.passphraseStrength': ({ passphrase }) => {
      const score = Math.min(4, Math.floor(passphrase.length / 5));
      return ok({
        score,
        guessesLog10: passphrase.length * 0.9,
        sentence:
          score < 3
            ? 'A stolen file could be opened in hours. Add more words that do not belong together.'
            : 'A stolen file would withstand guessing for centuries.',
      });
    },

    'gate.status': () => {
      const closed = state.story === 'closed';
      return ok({
        open: !closed && state.frozenFleet === null,
        frozen: state.frozenFleet !== null,
        frozenReason: state.frozenFleet?.reason ?? null,
        frozenAt: state.frozenFleet?.at ?? null,
        doubts: closed
          ? [
              { reason: 'clock-in-doubt', nodeId: null, nodeName: null, since: state.now() - 95 },
              { reason: 'ledger-rolled-back', nodeId: null, nodeName: null, since: state.now() - 95 },
              {
                reason: 'node-unreachable',
                nodeId: 'node-3',
                nodeName: 'Lighthouse',
                since: state.now() - 41,
              },
            ]
          : [],
        reconciling: closed ? 3 - checked.size : 0,
        nodesReady: quiet ? 0 : closed ? 2 : 3,
        nodesTotal: quiet ? 0 : 3,
        relaysConnected: 2,
        relaysTotal: 3,
      });
    },
    'gate.reconciling': () =>
      ok({ payments: state.story === 'closed' ? paymentsInQuestion(state.now(), checked) : [] }),
    'gate.markChecked': ({ id, reason }) => {
      checked.set(id, { at: state.now(), reason });
      state.push('gate', 'nodes');
      return ok({ seq: 12_407 });
    },
    'gate.confirmClock': () => done('gate'),
    'gate.confirmLedger': () => done('gate'),
    'gate.freezeFleet': ({ reason }) => {
      state.frozenFleet = { reason, at: state.now() };
      state.push('gate', 'agents', 'fleet');
      return ok({ agentsFrozen: agents().length, inFlight: 4 });
    },
    'gate.unfreezeFleet': () => {
      state.frozenFleet = null;
      return done('gate', 'agents', 'fleet');
    },
    'settings.get': () => ok(state.preferences),
    'settings.set': (change) => {
      state.preferences = {
        ...state.preferences,
        ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
      };
      state.push('settings');
      return ok(state.preferences);
    },
    'relays.get': () =>
      ok({
        relays: [
          { url: 'wss://relay.one.example', connected: true, since: state.now() - 5_400, note: '' },
          {
            url: 'wss://relay.two.example',
            connected: false,
            since: state.now() - 240,
            note: 'No answer for 4 min. Trying again in 30 s.',
          },
          { url: 'wss://relay.three.example', connected: true, since: state.now() - 86_000, note: '' },
        ],
      }),
    'relays.set': () => done('relays'),
    'fleet.network': () => ok({ network: 'regtest' }),

    'agents.list': () => ok({ agents: agents() }),
    'agents.get': ({ id }) => {
      const agent = agentOf(id);
      if (!agent) return NOT_FOUND;
      const now = state.now();
      return ok({
        agent,
        policy: { ...POLICY, maxDailySpend: agent.daily.limitMsat ?? POLICY.maxDailySpend },
        policyVersion: 12,
        policySetAt: now - 5 * 86_400,
        inFlight: { usedMsat: agent.daily.reservedMsat, count: 2, limitMsat: sat(500_000), limitCount: 8 },
        rate: { lastMinute: 3, perMinute: 30, lastHour: 97, perHour: 600 },
        largestSingleMsat: sat(61_000),
        connections: [
          {
            id: `${id}-c1`,
            label: 'Production worker',
            clientKey: hex(70, 32),
            methods: ['get_info', 'get_balance', 'get_budget', 'pay_invoice', 'lookup_invoice'],
            relays: ['wss://relay.one.example', 'wss://relay.two.example'],
            createdAt: now - 17 * 86_400,
            expiresAt: null,
            revokedAt: null,
            lastSeenAt: now - 12,
          },
          {
            id: `${id}-c2`,
            label: 'Old laptop',
            clientKey: hex(71, 32),
            methods: ['get_balance'],
            relays: ['wss://relay.one.example'],
            createdAt: now - 40 * 86_400,
            expiresAt: now - 86_400,
            revokedAt: now - 2 * 86_400,
            lastSeenAt: null,
          },
        ],
        moves: [
          { kind: 'credit', amountMsat: sat(500_000), reason: 'Allotment for May', at: now - 17 * 86_400 },
          { kind: 'received', amountMsat: sat(1_200), reason: 'Refund from Print shop', at: now - 86_400 },
          { kind: 'debit', amountMsat: sat(40_000), reason: 'Less is needed', at: now - 40_000 },
        ],
      });
    },
    'agents.spends': ({ id, limit }) => {
      const agent = agentOf(id);
      return ok({ spends: agent ? spendRows(state.now(), id, agent.name, Math.min(limit, 40)) : [] });
    },
    'agents.whatIf': ({ id, policy, which, limit }) => {
      const agent = agentOf(id);
      return agent ? ok(fakeWhatIf(state.now(), agent, policy, which, limit)) : NOT_FOUND;
    },
    'agents.create': () => {
      state.push('agents');
      return ok({ id: 'research-3' });
    },
    'agents.rename': () => done('agents'),
    'agents.setPolicy': ({ expectedVersion }) => {
      if (expectedVersion !== 12)
        return refuse(
          'changed_meanwhile',
          'The limits were changed meanwhile. Nothing was stored; look at the new ones first.',
        );
      state.push('agents');
      return ok({ version: 13 });
    },
    'agents.freeze': ({ id, reason }) => {
      state.frozenAgents.set(id, reason);
      state.push('agents', 'timeline');
      return ok({ inFlight: 1 });
    },
    'agents.unfreeze': ({ id }) => {
      state.frozenAgents.set(id, null);
      return done('agents', 'timeline');
    },
    'agents.credit': ({ amountMsat }) => ok({ balanceMsat: amountMsat }),
    'agents.debit': () => ok({ balanceMsat: sat(0) }),
    'connections.create': () => {
      state.push('agents');
      return ok({
        id: 'new-connection',
        uri: `nostr+walletconnect://${hex(80, 32)}?relay=wss%3A%2F%2Frelay.one.example&relay=wss%3A%2F%2Frelay.two.example&secret=${hex(81, 32)}`,
      });
    },
    'connections.revoke': () => done('agents'),

    'fleet.overview': () =>
      ok(
        quiet
          ? {
              hotMsat: sat(0),
              hotCeilingMsat: sat(0),
              agents: 0,
              agentsFrozen: 0,
              inFlight: { msat: sat(0), count: 0, oldestAt: null },
              outflow: { usedMsat: sat(0), reservedMsat: sat(0), limitMsat: null, clearsAt: null },
              waiting: { msat: sat(0), count: 0, firstExpiresAt: null },
              nearest: [],
              alerts: [],
            }
          : {
              hotMsat: sat(3_214_880),
              hotCeilingMsat: sat(4_000_000),
              agents: agents().length,
              agentsFrozen: state.frozenFleet
                ? agents().length
                : agents().filter((row) => row.state === 'frozen').length,
              inFlight: { msat: sat(61_300), count: 4, oldestAt: state.now() - 38 },
              outflow: {
                usedMsat: sat(1_291_860),
                reservedMsat: sat(61_300),
                limitMsat: sat(2_000_000),
                clearsAt: state.now() + 4_100,
              },
              waiting: {
                msat: waiting()
                  .reduce((sum, row) => sum + BigInt(row.amountMsat), 0n)
                  .toString(),
                count: waiting().length,
                firstExpiresAt: waiting()[0]?.expiresAt ?? null,
              },
              nearest: agents()
                .map((row) => ({ agentId: row.id, agentName: row.name, daily: row.daily }))
                .toSorted((a, b) => share(b.daily) - share(a.daily))
                .slice(0, 3),
              alerts: [
                {
                  seq: state.entries - 5,
                  at: state.now() - 740,
                  level: 'critical',
                  action: 'decide',
                  summary:
                    'Courier 7 was asked to pay an address that copies ACME’s first and last 8 characters. Refused and frozen.',
                  agentId: 'courier-7',
                },
                {
                  seq: state.entries - 8,
                  at: state.now() - 240,
                  level: 'warning',
                  action: 'relay',
                  summary: 'relay.two has not answered for 4 min. Agents are reached over the other two.',
                  agentId: null,
                },
              ],
            },
      ),
    'fleet.outflow': ({ range }) => {
      const bucketSeconds = range === '24h' ? 3_600 : range === '7d' ? 21_600 : 86_400;
      const howMany = range === '24h' ? 24 : range === '7d' ? 28 : 30;
      const end = Math.floor(state.now() / bucketSeconds) * bucketSeconds;
      return ok({
        bucketSeconds,
        buckets: Array.from({ length: howMany }, (_, index) => {
          const [policy, hand] = HOURS[index % HOURS.length] ?? [0, 0];
          const factor = bucketSeconds / 3_600;
          return {
            at: end - (howMany - 1 - index) * bucketSeconds,
            byPolicyMsat: sat(quiet ? 0 : Math.round(policy * factor)),
            byHandMsat: sat(quiet ? 0 : hand),
          };
        }),
      });
    },
    'fleet.policy': () => ok({ version: 3, maxFleetDailySpend: sat(2_000_000) }),
    'fleet.setPolicy': () => ok({ version: 4 }),

    'approvals.list': ({ which, limit }) =>
      ok({ approvals: (which === 'waiting' ? waiting() : decided()).slice(0, limit) }),
    'approvals.get': ({ id }) => {
      const approval = [...waiting(), ...decided()].find((row) => row.id === id);
      if (!approval) return NOT_FOUND;
      const page = approvalPage(state.now(), approval);
      return ok({ ...page, purpose: state.purpose ?? page.purpose });
    },
    'approvals.approve': ({ id }) => {
      const row = waiting().find((each) => each.id === id);
      if (!row) return refuse('already_decided', 'This payment is no longer waiting. Nothing was done.');
      state.decided.set(id, 'settled');
      state.push('approvals', 'agents', 'timeline');
      return ok({ result: row.agentWaiting ? 'paying' : 'granted', seq: state.entries + 1 });
    },
    'approvals.deny': ({ id, freezeAgent, reason }) => {
      const row = waiting().find((each) => each.id === id);
      if (!row) return refuse('already_decided', 'This payment is no longer waiting. Nothing was done.');
      state.decided.set(id, 'denied');
      if (freezeAgent) state.frozenAgents.set(row.agentId, reason);
      state.push('approvals', 'agents', 'timeline');
      return ok({ seq: state.entries + 1 });
    },
    'destinations.label': () => done('approvals'),

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
        unanchored: 7,
      }),
    'timeline.verify': () => done('timeline'),
    'timeline.cancelVerify': () => done('timeline'),

    'nodes.list': () => {
      const nodes = quiet ? [] : nodeRows(state.now());
      return ok({
        nodes: nodes.map((node, index) =>
          state.story === 'closed' && index === 2
            ? {
                ...node,
                state: 'unreachable' as const,
                note: 'The node has not answered for 41 s. Its agents are refused until it does; the console keeps trying.',
                synced: null,
                lastAnswerAt: state.now() - 41,
              }
            : node,
        ),
      });
    },
    'nodes.add': () => {
      state.push('nodes');
      return ok({
        id: 'node-4',
        warnings: ['The macaroon may also open channels. A narrower one is enough.'],
      });
    },
    'nodes.remove': () => done('nodes'),

    'setup.progress': () =>
      ok(
        quiet
          ? {
              next: 'node',
              done: [],
              skipped: [],
              node: null,
              relays: [],
              agent: null,
              connection: null,
              payment: null,
            }
          : {
              next: null,
              done: ['node', 'relays', 'agent', 'pairing', 'payment'],
              skipped: [],
              node: { id: 'node-1', name: 'Hot node north' },
              relays: ['wss://relay.one.example'],
              agent: { id: 'shopper', name: 'Shopper' },
              connection: {
                id: 'c1',
                label: 'Production worker',
                createdAt: state.now() - 86_400,
                lastSeenAt: state.now() - 40,
              },
              payment: { id: 's1', agentId: 'shopper', state: 'settled' },
            },
      ),
    'setup.skip': () => done('settings'),
    'setup.tryNode': () =>
      ok({
        publicKey: `02${hex(7, 32)}`,
        alias: 'north',
        version: '0.21.0-beta',
        network: 'regtest',
        blockHeight: 948_213,
        synced: true,
        channels: { active: 4, inactive: 0, pending: 0 },
        spendableMsat: sat(24_000_000),
        tlsPin: hex(8, 32),
        rights: ['Read node information', 'Pay'],
        excess: ['spend the on-chain wallet'],
        warnings: ['This macaroon can also spend the on-chain wallet.'],
        knownAs: null,
      }),
    'setup.tryRelay': ({ url }) =>
      ok({
        url,
        fits: true,
        connectedMs: 84,
        acceptedMs: 131,
        deliveredMs: 133,
        trouble: null,
        sentence: '',
        says: { name: 'Relay one', software: 'strfry', version: '1.0', limits: [] },
      }),
    'about.program': () =>
      ok({
        version: '0.1.0',
        shell: 'chromium',
        node: '24.18.1',
        electron: null,
        chromium: null,
        v8: '14.2',
        openssl: '3.5.4',
        sqlite: '3.51.0',
        platform: 'linux x64',
        dataFolder: '/home/operator/.local/share/portcullis',
      }),
    'about.packages': () =>
      ok({
        packages: [
          { name: 'react', version: '19.3.1', licence: 'MIT', text: '0123456789abcdef' },
          { name: 'zod', version: '4.6.7', licence: 'MIT', text: null },
        ],
      }),
    'about.licenceText': () => ok({ text: 'MIT License\n\nPermission is hereby granted …' }),

    'practice.drill': () => done(),
    'practice.setSpeed': () => done(),
  };
}

type Usage = { readonly usedMsat: string; readonly reservedMsat: string; readonly limitMsat: string | null };

const share = ({ usedMsat, reservedMsat, limitMsat }: Usage): number =>
  limitMsat ? (Number(usedMsat) + Number(reservedMsat)) / Number(limitMsat) : 0;
