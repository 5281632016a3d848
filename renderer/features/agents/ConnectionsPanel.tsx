// ConnectionsPanel: the places an agent runs at, each with its own key, rights and end.
import { useState } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useAct } from '../../bridge/queries.ts';
import { ShortAddress } from '../../ui/Address.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Day } from '../../ui/Day.tsx';
import type { NamedField } from '../../ui/csv.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowsExport } from '../../ui/RowsExport.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Relative } from '../../ui/Time.tsx';
import { useNow } from '../../ui/display.ts';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { PairDialog } from './PairDialog.tsx';

type Agent = Value<'agents.get'>;
type Connection = Agent['connections'][number];

const FIELDS: readonly NamedField<Connection>[] = [
  { name: 'Where it runs', kind: 'text', of: (row) => row.label },
  { name: 'Client key', kind: 'text', of: (row) => row.clientKey },
  { name: 'May', kind: 'text', of: (row) => row.methods.join(' ') },
  { name: 'Relays', kind: 'text', of: (row) => row.relays.join(' ') },
  { name: 'Made', kind: 'time', of: (row) => row.createdAt },
  { name: 'Last seen', kind: 'time', of: (row) => row.lastSeenAt },
  { name: 'Ends', kind: 'time', of: (row) => row.expiresAt },
  { name: 'Revoked', kind: 'time', of: (row) => row.revokedAt },
];

export function ConnectionsPanel({ agent, connections }: Pick<Agent, 'agent' | 'connections'>) {
  const [pairing, setPairing] = useState(false);
  const [revoking, setRevoking] = useState<Connection | null>(null);
  const live = (connection: Connection): boolean => connection.revokedAt === null;
  const sorted = connections.toSorted(
    (a, b) => Number(live(b)) - Number(live(a)) || b.createdAt - a.createdAt,
  );
  return (
    <>
      <Panel
        title="Connections"
        body="flush"
        aside={
          <span className="flex items-center gap-2">
            <RowsExport table="agent-connections" fields={FIELDS} rows={sorted} />
            <Button size="small" onClick={() => setPairing(true)}>
              Pair …
            </Button>
          </span>
        }
      >
        {sorted.length === 0 ? (
          <EmptyState
            title="Not paired yet"
            why="The agent reaches its wallet through a connection. Make one for the place it runs at."
            action={
              <Button variant="primary" onClick={() => setPairing(true)}>
                Pair {agent.name}
              </Button>
            }
          />
        ) : (
          <ul>
            {sorted.map((connection) => (
              <Row key={connection.id} connection={connection} onRevoke={() => setRevoking(connection)} />
            ))}
          </ul>
        )}
      </Panel>
      {pairing && <PairDialog agentId={agent.id} agentName={agent.name} onClose={() => setPairing(false)} />}
      {revoking && <Revoke connection={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function Row({ connection, onRevoke }: { readonly connection: Connection; readonly onRevoke: () => void }) {
  const now = useNow();
  const { revokedAt, expiresAt, lastSeenAt } = connection;
  const ended = revokedAt === null && expiresAt !== null && expiresAt <= now;
  const chip =
    revokedAt !== null ? (
      <StatusChip tone="neutral">revoked</StatusChip>
    ) : ended ? (
      <StatusChip tone="neutral">ended</StatusChip>
    ) : (
      <StatusChip tone="ok">active</StatusChip>
    );
  return (
    <li className="grid grid-cols-[minmax(0,1.4fr)_minmax(0,2fr)_minmax(0,1fr)_5.5rem_5.5rem] items-center gap-4 border-line px-3.5 py-2 text-sm not-last:border-b">
      <div className="min-w-0">
        <p className="truncate font-medium">{connection.label}</p>
        <p className="flex items-center text-xs text-faint">
          <ShortAddress text={connection.clientKey} />
          <CopyButton text={connection.clientKey} what="client key" />
        </p>
      </div>
      <div className="min-w-0">
        {/* Never cut: what it may do is why one looks here. */}
        <p className="font-mono text-xs text-muted">{connection.methods.join(' ')}</p>
        <p className="truncate text-xs text-faint" title={connection.relays.join(', ')}>
          {connection.relays.join(' ')}
        </p>
      </div>
      <div className="text-xs text-muted">
        <p>
          {lastSeenAt === null ? (
            'never seen'
          ) : (
            <>
              seen <Relative at={lastSeenAt} />
            </>
          )}
        </p>
        <p className="text-faint">
          {revokedAt !== null ? (
            <>
              revoked <Day at={revokedAt} />
            </>
          ) : expiresAt === null ? (
            'no end'
          ) : (
            <>
              {ended ? 'ended' : 'ends'} <Day at={expiresAt} />
            </>
          )}
        </p>
      </div>
      <span>{chip}</span>
      <span className="text-right">
        {revokedAt === null && (
          <Button size="small" variant="danger" aria-label={`Revoke ${connection.label}`} onClick={onRevoke}>
            Revoke …
          </Button>
        )}
      </span>
    </li>
  );
}

function Revoke({ connection, onClose }: { readonly connection: Connection; readonly onClose: () => void }) {
  const revoke = useAct('connections.revoke');
  const say = useToast();
  return (
    <ReasonDialog
      title={`Revoke “${connection.label}”`}
      consequence="Requests over this connection are refused from now on, for good. What is in flight finishes and counts."
      verb="Revoke the connection"
      tone="danger"
      act={revoke}
      onClose={onClose}
      onConfirm={(reason) =>
        revoke.mutate(
          { id: connection.id, reason },
          {
            onSuccess: () => {
              say('ok', `“${connection.label}” is revoked`);
              onClose();
            },
          },
        )
      }
    />
  );
}
