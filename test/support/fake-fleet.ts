// The fleet the fake bridge shows: six agents, three nodes, the figures of a busy day. Deterministic; times are given relative to `now`.
import type { z } from 'zod';
import type { Contract } from '../../shared/contract/contract.ts';
import type { AgentRow } from '../../shared/contract/agents.ts';
import type { NodeRow } from '../../shared/contract/nodes.ts';
import type { PolicyText } from '../../shared/contract/values.ts';
import type { MsatText } from '../../shared/domain/money.ts';

export type Answer<K extends keyof Contract> = z.output<Contract[K]['result']>;

/** Whole sats as msat text. */
export const sat = (sats: number): MsatText => (BigInt(sats) * 1_000n).toString() as MsatText;

/** A hex string of `bytes` bytes that is always the same for the same seed. */
export function hex(seed: number, bytes: number): string {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  let text = '';
  for (let index = 0; index < bytes; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += (state >>> 24).toString(16).padStart(2, '0');
  }
  return text;
}

/** Middle of a node key the practice fleet pays; `lookalike` copies its ends. */
export const ACME = '02f1a8d35c0be94471de6b2a9c7f03e8815ad46f20c39b7e1184ad53c96be7d204';
export const ACME_LOOKALIKE = '02f1a8d3917ce04a55d08b1f6c2e7793aa01be64d85f30ce2b9947f1c96be7d204';

type Cast = {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly node: number;
  readonly used: number;
  readonly reserved: number;
  readonly limit: number;
  readonly balance: number;
  readonly ceiling: number;
  readonly waiting: number;
  readonly frozen: string | null;
  readonly seen: number;
};

const CAST: readonly Cast[] = [
  {
    id: 'research-3',
    name: 'Research bot 3',
    purpose: 'Buys articles and data sets for the weekly market report.',
    node: 0,
    used: 412_000,
    reserved: 46_000,
    limit: 500_000,
    balance: 861_400,
    ceiling: 1_000_000,
    waiting: 1,
    frozen: null,
    seen: 12,
  },
  {
    id: 'shopper',
    name: 'Shopper',
    purpose: 'Renews subscriptions and orders supplies.',
    node: 0,
    used: 486_500,
    reserved: 9_800,
    limit: 500_000,
    balance: 702_180,
    ceiling: 1_000_000,
    waiting: 1,
    frozen: null,
    seen: 47,
  },
  {
    id: 'scraper-north',
    name: 'Scraper north',
    purpose: 'Pays per request for pages behind L402.',
    node: 1,
    used: 301_220,
    reserved: 5_500,
    limit: 400_000,
    balance: 388_100,
    ceiling: 500_000,
    waiting: 0,
    frozen: null,
    seen: 2,
  },
  {
    id: 'translator',
    name: 'Translator',
    purpose: 'Pays translators per delivered page.',
    node: 1,
    used: 88_040,
    reserved: 0,
    limit: 250_000,
    balance: 512_200,
    ceiling: 600_000,
    waiting: 0,
    frozen: null,
    seen: 190,
  },
  {
    id: 'writer',
    name: 'Writer (Nostr)',
    purpose: 'Publishes notes and zaps sources.',
    node: 2,
    used: 4_100,
    reserved: 0,
    limit: 50_000,
    balance: 51_000,
    ceiling: 100_000,
    waiting: 0,
    frozen: null,
    seen: 860,
  },
  {
    id: 'courier-7',
    name: 'Courier 7',
    purpose: 'Pays couriers on delivery.',
    node: 2,
    used: 0,
    reserved: 0,
    limit: 250_000,
    balance: 700_000,
    ceiling: 800_000,
    waiting: 0,
    frozen: 'Asked to pay a look-alike of ACME API.',
    seen: 740,
  },
];

export const NODE_NAMES = ['Harbour', 'Quay', 'Lighthouse'] as const;

export function agentRows(now: number, howMany: number): AgentRow[] {
  return Array.from({ length: howMany }, (_, index) => {
    const cast = CAST[index % CAST.length] as Cast;
    const copy = Math.floor(index / CAST.length);
    const frozen = copy === 0 ? cast.frozen : null;
    return {
      id: copy === 0 ? cast.id : `${cast.id}-${copy}`,
      name: copy === 0 ? cast.name : `${cast.name} ${copy + 1}`,
      purpose: cast.purpose,
      state: frozen === null ? 'active' : 'frozen',
      frozenReason: frozen,
      nodeId: `node-${cast.node + 1}`,
      nodeName: NODE_NAMES[cast.node] ?? '',
      draw: cast.id === 'writer' ? 'dedicated' : 'allotted',
      balanceMsat: sat(cast.balance),
      hotCeilingMsat: sat(cast.ceiling),
      daily: {
        usedMsat: sat(copy === 0 ? cast.used : Math.round(cast.used / (1 + (copy % 7)))),
        reservedMsat: sat(copy === 0 ? cast.reserved : 0),
        limitMsat: sat(cast.limit),
        clearsAt: cast.used === 0 ? null : now + 41_000 + index,
      },
      waiting: copy === 0 ? cast.waiting : 0,
      lastSeenAt: now - cast.seen - copy,
    };
  });
}

export const POLICY: PolicyText = {
  maxSingleTx: sat(100_000),
  maxDailySpend: sat(500_000),
  maxHotBalance: sat(1_000_000),
  maxFee: { msat: sat(1_000), ppm: 10_000 },
  rate: { perMinute: 30, perHour: 600 },
  maxInFlight: { msat: sat(500_000), count: 8 },
  allowlist: null,
  firstTime: 'allow',
  activeHours: null,
  expiresAt: null,
  whenBroken: { single: 'hold', daily: 'hold', fleet: 'hold', schedule: 'hold' },
};

export function nodeRows(now: number): NodeRow[] {
  const node = (index: number, total: number, spendable: number, reserve: number, inFlight: number) =>
    ({
      id: `node-${index + 1}`,
      name: NODE_NAMES[index] ?? '',
      socket: `127.0.0.1:1000${index + 1}`,
      state: 'ready',
      note: '',
      alias: `practice-${(NODE_NAMES[index] ?? '').toLowerCase()}`,
      publicKey: `03${hex(40 + index, 32)}`,
      version: '0.20.1-beta',
      network: 'regtest',
      blockHeight: 842,
      synced: true,
      balance: {
        totalMsat: sat(total),
        spendableMsat: sat(spendable),
        reservedMsat: sat(reserve),
        inFlightMsat: sat(inFlight),
        asOf: now - 4,
      },
      allottedMsat: sat([1_563_580, 900_300, 700_000][index] ?? 0),
      agents: 2,
      channels: {
        active: [6, 4, 3][index] ?? 0,
        inactive: index === 1 ? 1 : 0,
        pending: index === 2 ? 1 : 0,
      },
      reconciling: 0,
      tlsPin: hex(60 + index, 32),
      permissions: ['read node and channel state', 'make invoices', 'pay invoices'],
      lastAnswerAt: now - 4,
    }) satisfies NodeRow;
  return [
    node(0, 5_000_000, 4_894_200, 50_000, 55_800),
    node(1, 2_400_000, 2_370_500, 24_000, 5_500),
    node(2, 1_200_000, 1_188_000, 12_000, 0),
  ];
}

/** Paid by policy and by hand, in sats, per hour, oldest first: the shape of a day. */
export const HOURS: readonly (readonly [number, number])[] = [
  [21_000, 0],
  [16_000, 0],
  [12_500, 0],
  [10_500, 0],
  [8_200, 0],
  [14_000, 0],
  [24_800, 0],
  [38_900, 0],
  [55_100, 0],
  [78_600, 0],
  [93_200, 0],
  [84_600, 9_000],
  [104_000, 0],
  [112_600, 0],
  [99_000, 0],
  [109_400, 0],
  [129_000, 9_200],
  [119_000, 0],
  [104_000, 0],
  [88_000, 0],
  [73_500, 8_400],
  [65_000, 0],
  [50_400, 0],
  [59_000, 0],
];
