// One node: its balance as a split bar, then its facts.
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { NodeRow } from '../../../shared/contract/nodes.ts';
import { Address } from '../../ui/Address.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QrButton } from '../../ui/QrButton.tsx';
import { StatusChip, type Tone } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { Fact } from './Fact.tsx';
import { BalanceBar } from './BalanceBar.tsx';
import { NodeSections } from './NodeSections.tsx';
import { RemoveNodeDialog } from './RemoveNodeDialog.tsx';

const STATES: Readonly<Record<NodeRow['state'], readonly [Tone, string]>> = {
  connecting: ['info', 'connecting'],
  ready: ['ok', 'ready'],
  locked: ['warn', 'node is locked'],
  unreachable: ['danger', 'does not answer'],
  refused: ['danger', 'refused us'],
};

type NodePanelProps = {
  readonly node: NodeRow;
  /** The address names this one: it is brought into sight. */
  readonly pointedAt: boolean;
};

export function NodePanel({ node, pointedAt }: NodePanelProps) {
  const [removing, setRemoving] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (pointedAt) place.current?.scrollIntoView({ block: 'nearest' });
  }, [pointedAt]);
  const [tone, word] = STATES[node.state];
  return (
    <div
      ref={place}
      className={pointedAt ? 'rounded-panel outline-2 outline-offset-1 outline-accent/60' : ''}
    >
      <Panel tone={tone === 'danger' ? 'danger' : tone === 'warn' ? 'warn' : 'plain'}>
        <div className="flex items-center justify-between gap-4">
          <div className="flex min-w-0 items-center gap-3">
            <h2 className="text-lg font-semibold">{node.name}</h2>
            <StatusChip tone={tone}>{word}</StatusChip>
            {node.reconciling > 0 && (
              <Link to="/reconciling" search={{ node: node.id }} className="flex shrink-0 rounded-md">
                <StatusChip tone="warn">
                  {node.reconciling} {node.reconciling === 1 ? 'payment' : 'payments'} being reconciled
                </StatusChip>
              </Link>
            )}
            <span className="truncate text-xs text-faint">
              {[node.alias, node.version && `LND ${node.version}`, node.network].filter(Boolean).join(' · ')}
            </span>
          </div>
          <span className="flex shrink-0 items-center gap-3">
            <Link
              to="/timeline"
              search={{ category: 'node', text: node.name.slice(0, 200) }}
              className="text-xs text-accent hover:underline"
            >
              in the timeline
            </Link>
            <Button size="small" variant="quiet" onClick={() => setRemoving(true)}>
              Remove
            </Button>
          </span>
        </div>
        {node.note !== '' && (
          <p className={`mt-1.5 text-sm ${tone === 'danger' ? 'text-danger' : 'text-warn'}`}>{node.note}</p>
        )}
        <BalanceBar node={node} />
        <Facts node={node} />
        <NodeSections node={node} />
        {removing && <RemoveNodeDialog node={node} onClose={() => setRemoving(false)} />}
      </Panel>
    </div>
  );
}

function Facts({ node }: { readonly node: NodeRow }) {
  return (
    <dl className="mt-4 grid grid-cols-1 gap-x-8 gap-y-3 border-t border-line pt-3 md:grid-cols-2 xl:grid-cols-4">
      <Fact name="Channels">
        {node.channels === null ? (
          'not known yet'
        ) : (
          <>
            {node.channels.active} active
            {node.channels.inactive > 0 && (
              <span className="text-warn"> · {node.channels.inactive} inactive</span>
            )}
            {node.channels.pending > 0 && <> · {node.channels.pending} pending</>}
          </>
        )}
      </Fact>
      <Fact name="Chain">
        {node.blockHeight === null ? 'not known yet' : `block ${groupDigits(node.blockHeight)}`}
        {node.synced !== null &&
          (node.synced ? ', in step' : <span className="text-warn">, catching up</span>)}
      </Fact>
      <Fact name="Address">
        <span className="font-mono text-xs">{node.socket}</span>
      </Fact>
      <Fact name="Last answer">
        {node.lastAnswerAt === null ? 'none yet' : <Time at={node.lastAnswerAt} withSeconds relative />}
      </Fact>
      <Fact name="Public key">
        {node.publicKey === null ? (
          'not known yet'
        ) : (
          <span className="inline-flex items-center">
            <CopyText text={node.publicKey} what="public key" />
            <QrButton text={node.publicKey} what="public key" />
          </span>
        )}
      </Fact>
      <Fact name="Certificate pinned, SHA-256" span="xl:col-span-2">
        <Address text={node.tlsPin} what="certificate’s SHA-256" />
      </Fact>
      <Fact name="The macaroon may">
        {node.permissions === null ? 'not known yet' : <Rights rights={node.permissions} />}
      </Fact>
    </dl>
  );
}

/** As many as read at a glance. */
const FEW_RIGHTS = 5;

function Rights({ rights }: { readonly rights: readonly string[] }) {
  if (rights.length <= FEW_RIGHTS) return rights.join(' · ');
  return (
    <details>
      <summary className="rounded hover:text-accent">
        {rights.length} things, <span className="text-warn">look whether it must</span>
      </summary>
      <ul className="mt-1 list-disc pl-4 text-xs text-muted">
        {rights.map((right) => (
          <li key={right}>{right}</li>
        ))}
      </ul>
    </details>
  );
}
