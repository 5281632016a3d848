// ChainPanel: where balances and confirmations come from, and whether it answers.
import { useState } from 'react';
import { useRead } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Lamp, type Tone } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { ChainSourceDialog } from './ChainSourceDialog.tsx';
import type { TreasuryStatus } from './use-treasury.ts';

const STATES: Readonly<Record<TreasuryStatus['chain']['state'], readonly [Tone, string]>> = {
  none: ['warn', 'No chain source'],
  connecting: ['info', 'Connecting'],
  ready: ['ok', 'Answers'],
  unreachable: ['danger', 'Does not answer'],
  'wrong-network': ['danger', 'Serves another network'],
};

export function ChainPanel({ status }: { readonly status: TreasuryStatus }) {
  const { chain, network } = status;
  const [open, setOpen] = useState(false);
  const nodes = useRead('nodes.list', {}, { enabled: chain.source.kind === 'lnd' });
  const [tone, word] = STATES[chain.state];
  const { source } = chain;
  return (
    <Panel title="Chain source" aside={network}>
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p className="text-base font-semibold">
            <Lamp tone={tone}>
              <span className="text-ink" aria-live="polite">
                {word}
                {chain.height !== null && chain.state === 'ready' && ` · block ${groupDigits(chain.height)}`}
              </span>
            </Lamp>
          </p>
          <p className="mt-1 text-xs wrap-anywhere text-muted">
            {source.kind === 'none' && 'Balances, history and fees are not known without one.'}
            {source.kind === 'esplora' && <span className="font-mono">{source.url}</span>}
            {source.kind === 'lnd' &&
              `Your node ${nodes.data?.nodes.find(({ id }) => id === source.nodeId)?.name ?? source.nodeId}`}
            {chain.lastAnswerAt !== null && (
              <>
                {' '}
                · answered <Time at={chain.lastAnswerAt} withSeconds />
              </>
            )}
          </p>
        </div>
        <Button size="small" onClick={() => setOpen(true)}>
          {source.kind === 'none' ? 'Choose one …' : 'Change …'}
        </Button>
      </div>
      {chain.note !== '' && (
        <p className={`mt-2 text-sm ${tone === 'danger' ? 'text-danger' : 'text-warn'}`}>{chain.note}</p>
      )}
      {open && <ChainSourceDialog now={source} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
