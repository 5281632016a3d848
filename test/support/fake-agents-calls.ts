// The fake bridge’s answers about agents, their connections and the fleet.
import type { PortcullisHandlers } from '../../shared/contract/contract.ts';
import { FLEET_LIMITS, looseningOf, looseningText } from '../../shared/domain/attestation.ts';
import { msatOrNull } from '../../shared/domain/money.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { spendRows } from './fake-approvals.ts';
import { HOURS, POLICY, hex, sat, type Answer } from './fake-fleet.ts';
import { fakeWhatIf } from './fake-in-question.ts';
import { FINGERPRINT } from './fake-treasury-coins.ts';
import { signs } from './fake-treasury-operations.ts';
import { NOT_FOUND, type FakeWorld } from './fake-world.ts';

type Calls = Pick<
  PortcullisHandlers,
  Extract<keyof PortcullisHandlers, `agents.${string}` | `connections.${string}` | `fleet.${string}`>
>;

export function agentsCalls({ state, quiet, done, agents, agentOf, waiting }: FakeWorld): Calls {
  let loosening: Answer<'fleet.policy'>['loosening'] = null;
  return {
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
      state.push('gate', 'agents', 'timeline');
      return ok({ inFlight: 1 });
    },
    'agents.unfreeze': ({ id }) => {
      state.frozenAgents.set(id, null);
      return done('gate', 'agents', 'timeline');
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
    'connections.revoke': () => {
      state.revokedAt = state.now();
      return done('agents', 'approvals');
    },
    'fleet.overview': () =>
      ok(
        quiet
          ? {
              hotMsat: sat(0),
              hotCeilingMsat: sat(0),
              cold: { accounts: 0, confirmedMsat: sat(0), pendingMsat: sat(0) },
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
              cold: { accounts: 2, confirmedMsat: sat(48_250_000), pendingMsat: sat(310_000) },
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
                  more: 0,
                },
                {
                  seq: state.entries - 8,
                  at: state.now() - 240,
                  level: 'warning',
                  action: 'relay',
                  summary: 'relay.two has not answered for 4 min. Agents are reached over the other two.',
                  agentId: null,
                  more: 0,
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
    'fleet.policy': () =>
      ok({
        version: 3,
        maxFleetDailySpend: sat(2_000_000),
        attestAbove: state.treasury.attestAbove,
        approver: state.treasury.enrolled ? FINGERPRINT : null,
        loosening,
      }),
    'fleet.attestPolicy': ({ expectedVersion, attestAbove, deviceId }) => {
      if (!state.atDevice) return refuse('not_ready', 'There is no device in this story.');
      const change = looseningOf(
        expectedVersion,
        msatOrNull(state.treasury.attestAbove),
        msatOrNull(attestAbove),
      );
      if (!change) return refuse('changed', 'This change needs no signature.');
      return state.atDevice.begin({
        kind: 'attest',
        about: FLEET_LIMITS,
        deviceId,
        steps: signs('change', looseningText(change, unixSeconds(state.now()))),
        finish: () => {
          loosening = { attestAbove, signedUntil: state.now() + 600 };
          state.push('approvals');
          return FLEET_LIMITS;
        },
      });
    },
    'fleet.setPolicy': () => ok({ version: 4 }),
  };
}

type Usage = { readonly usedMsat: string; readonly reservedMsat: string; readonly limitMsat: string | null };

const share = ({ usedMsat, reservedMsat, limitMsat }: Usage): number =>
  limitMsat ? (Number(usedMsat) + Number(reservedMsat)) / Number(limitMsat) : 0;
