// The pairing step: make the one address, then watch until the client behind it speaks.
import { useAct, useRead } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Age } from '../../ui/Time.tsx';
import { ClientWatch } from './ClientWatch.tsx';
import { StepFirst } from './StepFirst.tsx';
import { SkipButton } from './SkipButton.tsx';
import type { Progress } from './SetupView.tsx';

type PairingStepProps = {
  readonly progress: Progress;
  readonly onward: () => void;
  readonly onPair: (agent: { readonly id: string; readonly name: string }) => void;
};

export function PairingStep({ progress, onward, onPair }: PairingStepProps) {
  const { agent, connection } = progress;
  const revoke = useAct('connections.revoke');
  if (!agent) return <StepFirst why="There is no agent to pair yet." step="agent" verb="Add one first" />;
  if (connection === null)
    return (
      <div className="flex flex-col items-start gap-5">
        <ol className="list-decimal space-y-1 pl-5 text-sm text-muted marker:text-faint">
          <li>Say what the client may do and for how long.</li>
          <li>Give it the address: by copying, or with the QR code.</li>
          <li>Start the client. This page shows its first word.</li>
        </ol>
        <div className="flex items-center gap-3">
          <Button variant="primary" size="large" onClick={() => onPair(agent)}>
            Pair {agent.name} …
          </Button>
          <SkipButton step="pairing" onward={onward} />
        </div>
      </div>
    );
  const seen = connection.lastSeenAt !== null;
  return (
    <div className="flex flex-col items-start gap-5">
      <div className="w-full rounded-lg border border-line-strong bg-bg px-4 py-3.5">
        <p className="mb-1.5 text-sm font-semibold">“{connection.label}”</p>
        <ClientWatch agentId={agent.id} connectionId={connection.id} />
        {!seen && (
          <p className="mt-1.5 text-xs text-faint">
            The connection was made <Age since={connection.createdAt} /> ago.
          </p>
        )}
      </div>
      {!seen && <Troubles />}
      <div className="flex items-center gap-3">
        {seen ? (
          <Button variant="primary" size="large" onClick={onward}>
            Go on
          </Button>
        ) : (
          <Button
            busy={revoke.isPending}
            onClick={() =>
              revoke.mutate(
                { id: connection.id, reason: 'Its address was lost during set-up' },
                { onSuccess: () => onPair(agent) },
              )
            }
          >
            The address is lost: revoke it and make another
          </Button>
        )}
        {!seen && <SkipButton step="pairing" onward={onward} />}
      </div>
      {revoke.error && (
        <p role="alert" className="text-sm text-danger">
          {revoke.error.message}
        </p>
      )}
    </div>
  );
}

/** What keeps a client silent, most frequent first. */
function Troubles() {
  const relays = useRead('relays.get', {}, { every: 5_000 }).data?.relays;
  const down = relays?.filter(({ connected }) => !connected) ?? [];
  return (
    <div className="text-sm text-muted">
      <p className="font-medium text-ink">If nothing comes</p>
      <ul className="mt-1 list-disc space-y-1 pl-5 marker:text-faint">
        {down.length > 0 && (
          <li className="text-warn">
            {down.length === 1 ? 'A relay is' : `${down.length} relays are`} not connected:{' '}
            {down.map(({ url, note }) => `${url}${note === '' ? '' : ` (${note})`}`).join(', ')}.
          </li>
        )}
        <li>The client must be running, and have the whole address, “secret=” included.</li>
        <li>It must reach the same relays; behind a firewall wss needs port 443.</li>
        <li>It must speak NIP-44. Old clients that know only NIP-04 are answered that they are too old.</li>
      </ul>
    </div>
  );
}
