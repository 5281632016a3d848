// NodeSections: what stands behind a node's figures: channels, openings and closings, peers, forwards, its backup, and how it answers.
import { useState } from 'react';
import type { NodeDetailsView, NodeRow } from '../../../shared/contract/nodes.ts';
import { useRead } from '../../bridge/queries.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { useNow } from '../../ui/display.ts';
import { durationWords } from '../../ui/format.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { BackupPart } from './BackupPart.tsx';
import { CallsPart, failsNow } from './CallsPart.tsx';
import { ChannelsTable } from './ChannelsTable.tsx';
import { ForwardsPart } from './ForwardsPart.tsx';
import { PartView } from './PartView.tsx';
import { PeersPart } from './PeersPart.tsx';
import { PendingPart } from './PendingPart.tsx';

const EVERY_MS = 30_000;

type Section = 'channels' | 'pending' | 'peers' | 'forwards' | 'backup' | 'calls';

export function NodeSections({ node }: { readonly node: NodeRow }) {
  const details = useRead('nodes.details', { id: node.id }, { every: EVERY_MS });
  const now = useNow();
  const [shown, setShown] = useState<Section>('channels');
  return (
    <div className="mt-4 border-t border-line pt-2">
      <QueryView query={details} what={`the channels of ${node.name}`} padded skeleton={<Skeleton />}>
        {(value) => (
          <>
            <Warnings warnings={[...value.warnings, ...backupWarnings(value)]} />
            <Tabs
              label={`More about ${node.name}`}
              value={shown}
              onValue={setShown}
              tabs={[
                {
                  value: 'channels',
                  label: 'Channels',
                  count: value.channels.value?.count,
                  content: <Channels details={value} node={node.name} />,
                },
                {
                  value: 'pending',
                  label: 'Opening and closing',
                  count: value.pending.value?.length,
                  content: <PendingPart details={value} node={node.name} />,
                },
                {
                  value: 'peers',
                  label: 'Peers',
                  count: value.peers.value?.count,
                  content: <PeersPart details={value} node={node.name} />,
                },
                {
                  value: 'forwards',
                  label: 'Forwards',
                  content: <ForwardsPart details={value} node={node.name} />,
                },
                {
                  value: 'backup',
                  label: backupLabel(value, now),
                  content: <BackupPart details={value} node={node.name} />,
                },
                {
                  value: 'calls',
                  label: 'Calls',
                  count: value.calls.filter(failsNow).length,
                  content: <CallsPart details={value} node={node.name} />,
                },
              ]}
            />
          </>
        )}
      </QueryView>
    </div>
  );
}

/** The age of the newest copy is what an operator wants to know without asking. */
function backupLabel({ backup: { copies } }: NodeDetailsView, now: number): string {
  const [newest] = copies;
  return newest === undefined
    ? 'Channel backup'
    : `Channel backup, ${durationWords(Math.max(0, now - newest.takenAt))} old`;
}

function backupWarnings({ backup, channels }: NodeDetailsView): NodeDetailsView['warnings'] {
  if (backup.note !== '') return [{ level: 'warn', point: '', text: backup.note }];
  if (backup.copies.length > 0 || (channels.value?.count ?? 0) === 0) return [];
  return [
    {
      level: 'warn',
      point: '',
      text: 'No copy of this node’s channel backup is kept here yet.',
    },
  ];
}

type PartProps = { readonly details: NodeDetailsView; readonly node: string };

function Channels({ details, node }: PartProps) {
  return (
    <PartView
      part={details.channels}
      what="the channels"
      none="No channel yet. Open one from the node, with someone who is well connected; agents can spend over it once it is confirmed."
      isEmpty={({ count }) => count === 0}
    >
      {(channels) => <ChannelsTable channels={channels} node={node} />}
    </PartView>
  );
}

function Warnings({ warnings }: { readonly warnings: NodeDetailsView['warnings'] }) {
  if (warnings.length === 0) return null;
  return (
    <ul className="mb-2 flex flex-col gap-1 text-sm">
      {warnings.map(({ level, point, text }) => (
        <li key={`${point} ${text}`} className={level === 'danger' ? 'text-danger' : 'text-warn'}>
          {text}
          {point !== '' && <span className="ml-1 font-mono text-2xs text-faint">{point.slice(0, 12)}…</span>}
        </li>
      ))}
    </ul>
  );
}

function Skeleton() {
  return (
    <div className="py-2">
      <div className="skeleton h-4 w-80" />
      <div className="skeleton mt-4 h-20 w-full" />
    </div>
  );
}
