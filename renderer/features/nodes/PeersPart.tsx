// PeersPart: who is connected, from where, and how far away.
import type { NodeDetailsView } from '../../../shared/contract/nodes.ts';
import type { NamedField } from '../../ui/csv.ts';
import { NodeExport } from './NodeExport.tsx';
import { PartView } from './PartView.tsx';
import { PeerName } from './PeerName.tsx';
import { SmallTable } from './SmallTable.tsx';

type PeerRow = NonNullable<NodeDetailsView['peers']['value']>['rows'][number];

const FIELDS: readonly NamedField<PeerRow>[] = [
  { name: 'Peer', kind: 'text', of: (row) => row.alias },
  { name: 'Public key', kind: 'text', of: (row) => row.publicKey },
  { name: 'Address', kind: 'text', of: (row) => row.address },
  { name: 'Connected by', kind: 'text', of: (row) => (row.inbound ? 'the peer' : 'this node') },
  { name: 'Round trip (µs)', kind: 'count', of: (row) => row.pingMicros },
  { name: 'Channels', kind: 'count', of: (row) => row.channels },
];

type PeersPartProps = { readonly details: NodeDetailsView; readonly node: string };

export function PeersPart({ details, node }: PeersPartProps) {
  return (
    <PartView
      part={details.peers}
      what="the peers"
      none="No peer is connected: nothing can be sent or received until one is."
      isEmpty={(peers) => peers.count === 0}
    >
      {(peers) => (
        <SmallTable
          label="Peers"
          heads={[
            { name: 'Peer', width: 'w-[30%]' },
            { name: 'Address', width: 'w-[26%]' },
            { name: 'Connection', width: 'w-[16%]' },
            { name: 'Round trip', right: true },
            { name: 'Channels', right: true },
          ]}
          rows={peers.rows.map((peer) => ({
            key: peer.publicKey,
            cells: [
              <PeerName key="peer" publicKey={peer.publicKey} alias={peer.alias} />,
              <span key="address" className="font-mono text-xs">
                {peer.address}
              </span>,
              peer.inbound ? 'it connected to us' : 'we connected to it',
              peer.pingMicros === null ? (
                <span key="ping" className="text-faint">
                  not measured yet
                </span>
              ) : (
                `${Math.max(1, Math.round(peer.pingMicros / 1_000))} ms`
              ),
              peer.channels,
            ],
          }))}
          tool={<NodeExport what="peers" node={node} fields={FIELDS} rows={peers.rows} />}
          foot={
            peers.count > peers.rows.length && (
              <p className="text-xs text-muted">
                {peers.rows.length} of {peers.count} peers.
              </p>
            )
          }
        />
      )}
    </PartView>
  );
}
