// Topology: who takes part in the practice network and which channels join them. All amounts in sats.

/** The operator's nodes; the console connects to these. */
export const FLEET = [
  { name: 'north', alias: 'Hot node north', onchain: 1_250_000 },
  { name: 'south', alias: 'Hot node south', onchain: 840_000 },
  { name: 'market', alias: 'Market', onchain: 2_100_000 },
] as const;
export type FleetName = (typeof FLEET)[number]['name'];

/** Nodes between the fleet and the payees: base fee in sats, rate in ppm. */
export const ROUTERS = [
  { name: 'river', alias: 'River Hub', base: 1, ppm: 120, cltvDelta: 40 },
  { name: 'stone', alias: 'Stonebridge', base: 1, ppm: 350, cltvDelta: 80 },
] as const;

/** Whom the agents pay. The fleet has no name for `stranger`, and a deceptive one for `mimic` (see agents/shops.ts). */
export const PAYEES = [
  { name: 'archive', alias: 'Archive Data Works' },
  { name: 'compute', alias: 'Cloudlane Compute' },
  { name: 'search', alias: 'Pagecrawl Search' },
  { name: 'letterpress', alias: 'Letterpress Relay' },
  { name: 'parcel', alias: 'Parcel & Post' },
  { name: 'stranger', alias: '' },
  { name: 'mimic', alias: '' },
] as const;
export type PayeeName = (typeof PAYEES)[number]['name'];

type Line = readonly [opener: string, peer: string, capacity: number, pushed: number];

/** Opener, peer, capacity, the peer's starting share. */
export const CHANNELS: readonly Line[] = [
  ['north', 'river', 24_000_000, 6_000_000],
  ['north', 'stone', 12_000_000, 5_000_000],
  ['south', 'river', 16_000_000, 4_000_000],
  ['south', 'stone', 10_000_000, 3_000_000],
  ['market', 'stone', 1_200_000, 300_000],
  ['market', 'river', 800_000, 300_000],
  ['river', 'stone', 90_000_000, 45_000_000],
  ['river', 'archive', 60_000_000, 1_000_000],
  ['river', 'compute', 60_000_000, 1_000_000],
  ['stone', 'search', 60_000_000, 1_000_000],
  ['stone', 'letterpress', 40_000_000, 1_000_000],
  ['river', 'parcel', 60_000_000, 1_000_000],
  ['stone', 'parcel', 30_000_000, 1_000_000],
  ['stone', 'stranger', 30_000_000, 1_000_000],
  ['river', 'mimic', 30_000_000, 1_000_000],
];
