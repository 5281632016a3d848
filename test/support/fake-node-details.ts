// What the fake bridge says of a node's channels, peers, backup and calls: one busy node, one with trouble, one that is quiet.
import type { NodeDetailsView } from '../../shared/contract/nodes.ts';
import { hex, sat } from './fake-fleet.ts';

type Channels = NonNullable<NodeDetailsView['channels']['value']>['rows'];

const PEERS = [
  'River Hub',
  'Stonebridge',
  'Archive Data Works',
  '',
  'Cloudlane Compute',
  'Parcel & Post',
] as const;
const keyOf = (peer: number): string => `02${hex(300 + peer, 32)}`;

/** Peer, capacity, ours, outgoing, active, ppm. */
type Line = readonly [
  peer: number,
  capacity: number,
  ours: number,
  outgoing: number,
  active: boolean,
  ppm: number,
];
const LINES: readonly (readonly Line[])[] = [
  [
    [0, 3_000_000, 2_410_000, 55_800, true, 120],
    [1, 1_500_000, 1_120_000, 0, true, 350],
    [2, 1_000_000, 620_500, 0, true, 250],
    [3, 800_000, 511_200, 0, true, 250],
    [4, 500_000, 240_000, 0, true, 1],
    [5, 250_000, 42_500, 0, true, 1],
  ],
  [
    [0, 1_200_000, 1_100_000, 5_500, true, 120],
    [1, 900_000, 760_000, 0, true, 350],
    [3, 600_000, 420_000, 40_000, false, 250],
    [4, 300_000, 80_000, 0, true, 1],
    [5, 200_000, 34_500, 0, true, 1],
  ],
  [
    [1, 700_000, 655_000, 0, true, 350],
    [0, 500_000, 420_000, 0, true, 120],
    [2, 250_000, 113_000, 0, true, 1],
  ],
];

export function nodeDetailsOf(id: string, now: number, quiet = false): NodeDetailsView {
  const index = Math.max(0, Number(id.slice(-1)) - 1);
  const lines = quiet ? [] : (LINES[index] ?? []);
  const rows: Channels = lines.map(([peer, capacity, ours, outgoing, active, ppm], at) => {
    const reserve = Math.round(capacity / 100);
    return {
      point: `${hex(500 + index * 20 + at, 32)}:${at % 2}`,
      id: String(927_518_000_000_000 + at * 1_048_576),
      peer: keyOf(peer),
      peerAlias: PEERS[peer] ?? '',
      active,
      private: at === 4,
      openedByUs: at % 2 === 0,
      capacityMsat: sat(capacity),
      localMsat: sat(ours),
      remoteMsat: sat(capacity - ours - outgoing - 3_470),
      reserveMsat: sat(reserve),
      outgoingMsat: sat(outgoing),
      incomingMsat: sat(0),
      htlcs: outgoing > 0 ? 1 : 0,
      fee: { baseMsat: sat(1), ppm },
    };
  });
  rows.sort((a, b) => Number(a.active) - Number(b.active));
  const sum = (pick: (row: Channels[number]) => string) =>
    String(rows.reduce((total, row) => total + BigInt(pick(row)), 0n)) as never;
  const troubled = index === 1;
  const part = <T>(value: T) => ({ value, at: now - 3, note: '' });
  return {
    id,
    channels: part({
      count: rows.length,
      capacityMsat: sum((row) => row.capacityMsat),
      localMsat: sum((row) => row.localMsat),
      remoteMsat: sum((row) => row.remoteMsat),
      rows,
    }),
    pending: part(
      quiet
        ? []
        : index === 2
          ? [
              {
                point: `${hex(590, 32)}:1`,
                peer: keyOf(4),
                peerAlias: 'Cloudlane Compute',
                capacityMsat: sat(400_000),
                oursMsat: sat(396_530),
                stage: 'opening' as const,
                blocksLeft: 2,
                txid: hex(590, 32),
              },
            ]
          : troubled
            ? [
                {
                  point: `${hex(591, 32)}:0`,
                  peer: keyOf(2),
                  peerAlias: 'Archive Data Works',
                  capacityMsat: sat(250_000),
                  oursMsat: sat(198_400),
                  stage: 'maturing' as const,
                  blocksLeft: 97,
                  txid: hex(592, 32),
                },
                {
                  point: `${hex(593, 32)}:0`,
                  peer: keyOf(1),
                  peerAlias: 'Stonebridge',
                  capacityMsat: sat(300_000),
                  oursMsat: sat(151_000),
                  stage: 'closing' as const,
                  blocksLeft: 3,
                  txid: hex(594, 32),
                },
              ]
            : [],
    ),
    closed: part(
      quiet
        ? []
        : [
            {
              point: `${hex(595, 32)}:0`,
              peer: keyOf(3),
              peerAlias: '',
              capacityMsat: sat(500_000),
              settledMsat: sat(212_440),
              how: 'agreement' as const,
              height: 801,
            },
          ],
    ),
    peers: troubled
      ? { value: null, at: null, note: 'The macaroon does not allow it.' }
      : part({
          count: new Set(rows.map((row) => row.peer)).size,
          rows: [...new Map(rows.map((row) => [row.peer, row.peerAlias]))].map(([publicKey, alias], at) => ({
            publicKey,
            alias,
            address: `10.20.0.${at + 4}:9735`,
            inbound: at % 2 === 1,
            pingMicros: at === 3 ? null : 18_000 + at * 31_000,
            channels: rows.filter((row) => row.peer === publicKey).length,
          })),
        }),
    forwards: part(
      quiet || index > 0
        ? { since: now - 30 * 86_400, count: 0, amountMsat: sat(0), feesMsat: sat(0), latest: [] }
        : {
            since: now - 30 * 86_400,
            count: 118,
            amountMsat: sat(4_212_700),
            feesMsat: sat(2_941),
            latest: [
              {
                at: now - 840,
                from: 'Stonebridge',
                to: 'Parcel & Post',
                amountMsat: sat(21_000),
                feeMsat: sat(9),
              },
              {
                at: now - 7_260,
                from: 'River Hub',
                to: 'Stonebridge',
                amountMsat: sat(150_000),
                feeMsat: sat(54),
              },
              {
                at: now - 9_100,
                from: 'River Hub',
                to: 'Cloudlane Compute',
                amountMsat: sat(3_200),
                feeMsat: sat(2),
              },
            ],
          },
    ),
    warnings: troubled
      ? [
          {
            level: 'danger' as const,
            point: rows[0]?.point ?? '',
            text: 'The peer is away and a payment on this channel is open. Unless the peer is back within 31 blocks, the node closes the channel by force.',
          },
        ]
      : [],
    backup:
      quiet || index === 2
        ? { copies: [], coveredAt: null, note: '' }
        : {
            copies: [2, 3].slice(0, index === 0 ? 2 : 1).map((age) => ({
              file: `/home/operator/.local/share/portcullis/real/channel-backups/node${index + 1}.${now - age * 86_400}.6.backup`,
              takenAt: now - age * 86_400 + 3_600,
              channels: rows.length,
            })),
            coveredAt: now - 200,
            note: troubled
              ? 'The node did not say whether its channel backup is whole. It was not kept; the console asks again.'
              : '',
          },
    calls: [
      ['Lightning.GetInfo', 8_412, 0, 4],
      ['Lightning.ListChannels', 8_412, 0, 9],
      ['Lightning.ListPeers', troubled ? 0 : 211, troubled ? 211 : 0, 3],
      ['Router.SendPaymentV2', 1_204, 3, null],
      ['Router.TrackPaymentV2', 96, 0, null],
    ].map(([call, answered, failed, tookMs]) => ({
      call: call as string,
      answered: answered as number,
      failed: failed as number,
      lastAnswerAt: (answered as number) > 0 ? now - 4 : null,
      lastFailureAt: (failed as number) > 0 ? now - 31_000 : null,
      lastFailure:
        call === 'Lightning.ListPeers' && troubled
          ? 'UNKNOWN: permission denied'
          : (failed as number) > 0
            ? 'UNAVAILABLE: Connection dropped'
            : null,
      tookMs: tookMs as number | null,
    })),
  };
}
