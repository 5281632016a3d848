// ChannelsTable: each channel as a bar in proportion to the widest: what can be sent, what must stay, what is under way, the other side's.
import type { ChannelRow, NodeDetailsView } from '../../../shared/contract/nodes.ts';
import { Amount } from '../../ui/Amount.tsx';
import { useDisplay } from '../../ui/display.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';
import type { NamedField } from '../../ui/csv.ts';
import { channelBar } from './channel-bar.ts';
import { NodeExport } from './NodeExport.tsx';
import { PeerName } from './PeerName.tsx';
import { SmallTable } from './SmallTable.tsx';

type Channels = NonNullable<NodeDetailsView['channels']['value']>;

const FIELDS: readonly NamedField<ChannelRow>[] = [
  { name: 'With', kind: 'text', of: (row) => row.peerAlias },
  { name: 'Public key', kind: 'text', of: (row) => row.peer },
  { name: 'Channel point', kind: 'text', of: (row) => row.point },
  { name: 'Peer', kind: 'text', of: (row) => (row.active ? 'there' : 'away') },
  { name: 'Private', kind: 'text', of: (row) => (row.private ? 'yes' : 'no') },
  { name: 'Can be sent', kind: 'amount', of: (row) => spendable(row) },
  { name: 'Ours', kind: 'amount', of: (row) => row.localMsat },
  { name: 'Must stay', kind: 'amount', of: (row) => row.reserveMsat },
  { name: 'Going out', kind: 'amount', of: (row) => row.outgoingMsat },
  { name: 'Coming in', kind: 'amount', of: (row) => row.incomingMsat },
  { name: 'Theirs', kind: 'amount', of: (row) => row.remoteMsat },
  { name: 'Capacity', kind: 'amount', of: (row) => row.capacityMsat },
  { name: 'Base fee', kind: 'amount', of: (row) => row.fee?.baseMsat ?? null },
  { name: 'Fee (ppm)', kind: 'count', of: (row) => row.fee?.ppm ?? null },
];

type ChannelsTableProps = { readonly channels: Channels; readonly node: string };

export function ChannelsTable({ channels, node }: ChannelsTableProps) {
  const widest = channels.rows.reduce(
    (most, { capacityMsat }) => (BigInt(capacityMsat) > most ? BigInt(capacityMsat) : most),
    0n,
  );
  return (
    <SmallTable
      label="Channels"
      heads={[
        { name: 'With', width: 'w-[22%]' },
        { name: 'Ours · theirs', width: 'w-[26%]' },
        { name: 'Can be sent', right: true, unit: true },
        { name: 'Can be received', right: true, unit: true },
        { name: 'Capacity', right: true, unit: true },
        { name: 'Forwarding fee', right: true },
      ]}
      rows={channels.rows.map((channel) => ({
        key: channel.point,
        cells: [
          <Who key="who" channel={channel} />,
          <Picture key="picture" channel={channel} widest={widest} />,
          <Amount key="send" msat={spendable(channel)} round="floor" unit={false} />,
          <Amount key="receive" msat={channel.remoteMsat} round="floor" unit={false} />,
          <Amount key="capacity" msat={channel.capacityMsat} unit={false} />,
          <Fee key="fee" channel={channel} />,
        ],
      }))}
      tool={<NodeExport what="channels" node={node} fields={FIELDS} rows={channels.rows} />}
      foot={
        <>
          <Legend />
          {channels.count > channels.rows.length && (
            <p className="mt-2 text-xs text-muted">
              The {channels.rows.length} largest of {channels.count} channels, those without their peer first.
            </p>
          )}
        </>
      }
    />
  );
}

const spendable = ({ localMsat, reserveMsat, active }: ChannelRow): bigint => {
  const free = BigInt(localMsat) - BigInt(reserveMsat);
  return active && free > 0n ? free : 0n;
};

function Who({ channel }: { readonly channel: ChannelRow }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <PeerName publicKey={channel.peer} alias={channel.peerAlias} />
      {!channel.active && <StatusChip tone="warn">peer away</StatusChip>}
      {channel.private && <StatusChip tone="neutral">private</StatusChip>}
    </span>
  );
}

function Picture({ channel, widest }: { readonly channel: ChannelRow; readonly widest: bigint }) {
  const { hideBalances } = useDisplay();
  // SECURITY: with the amounts hidden their shares are hidden too.
  if (hideBalances) return <span className="block h-2 w-full rounded-full bg-track" aria-hidden />;
  const bar = channelBar(channel, widest);
  const whole = (share: number): string => `${Math.round(share)} %`;
  return (
    <span
      role="img"
      aria-label={`${whole(bar.spendable + bar.reserve)} ours, ${whole(bar.underWay)} under way, ${whole(bar.remote)} theirs`}
      className={`keeps-fill flex h-2 gap-px overflow-hidden rounded-full bg-track ${channel.active ? '' : 'opacity-50'}`}
      style={{ width: `${bar.width}%` }}
    >
      <span className="bg-accent" style={{ width: `${bar.spendable}%` }} />
      <span className="bg-faint" style={{ width: `${bar.reserve}%` }} />
      <span className="hatch-reserved" style={{ width: `${bar.underWay}%` }} />
      <span className="bg-line-strong" style={{ width: `${bar.remote}%` }} />
    </span>
  );
}

function Legend() {
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-2xs text-faint">
      {(
        [
          ['bg-accent', 'ours, can be sent'],
          ['bg-faint', 'ours, must stay in the channel'],
          ['hatch-reserved', 'under way'],
          ['bg-line-strong', 'theirs'],
        ] as const
      ).map(([mark, name]) => (
        <span key={name} className="inline-flex items-center gap-1.5">
          <span aria-hidden className={`keeps-fill size-2 rounded-full ${mark}`} />
          {name}
        </span>
      ))}
    </p>
  );
}

function Fee({ channel }: { readonly channel: ChannelRow }) {
  if (channel.fee === null) return <span className="text-faint">not known</span>;
  return (
    <span>
      <Amount msat={channel.fee.baseMsat} /> + {channel.fee.ppm} ppm
    </span>
  );
}
