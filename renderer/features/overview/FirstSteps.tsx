// FirstSteps: what is still to do before the first payment. Gone as soon as it is done.
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useRead } from '../../bridge/queries.ts';
import { Panel } from '../../ui/Panel.tsx';

export function FirstSteps() {
  const nodes = useRead('nodes.list', {}).data?.nodes;
  const agents = useRead('agents.list', {}).data?.agents;
  if (!nodes || !agents || (nodes.length > 0 && agents.length > 0)) return null;
  const steps = [
    {
      done: true,
      title: 'Vault made',
      words: 'Keys, ledger and log are encrypted on this machine.',
      to: null,
    },
    {
      done: nodes.length > 0,
      title: 'Join a Lightning node',
      words: 'Certificate and a macaroon that can pay and no more.',
      to: '/nodes',
    },
    {
      done: agents.length > 0,
      title: 'Add the first agent',
      words: 'Its limits, then a connection that is shown once.',
      to: '/agents/new',
    },
  ] as const;
  const next = steps.findIndex((step) => !step.done);
  return (
    <Panel title="Before the first payment">
      <ol className="grid gap-3 sm:grid-cols-3">
        {steps.map(({ done, title, words, to }, index) => (
          <li key={title} className="flex gap-3">
            <span
              aria-hidden
              className={`flex size-6 shrink-0 items-center justify-center rounded-full border text-xs font-semibold ${done ? 'border-ok/50 text-ok' : index === next ? 'border-accent text-accent' : 'border-line-strong text-faint'}`}
            >
              {done ? <Check size={13} /> : index + 1}
            </span>
            <div className="text-sm">
              {index === next && to ? (
                <Link to={to} className="font-semibold text-accent hover:underline">
                  {title}
                </Link>
              ) : (
                <span className={done ? 'text-muted' : 'font-medium'}>
                  {title}
                  {done && <span className="sr-only"> (done)</span>}
                </span>
              )}
              <p className="text-xs text-faint">{words}</p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
