// ClientWatch: has the agent's client spoken over this connection yet? Looks once a second and says so the moment it does.
import { useRead } from '../../bridge/queries.ts';
import { Lamp } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';

type ClientWatchProps = { readonly agentId: string; readonly connectionId: string };

/** The rate of asking; pushes make it faster. */
const LOOK_MS = 1_000;

export function ClientWatch({ agentId, connectionId }: ClientWatchProps) {
  const agent = useRead('agents.get', { id: agentId }, { every: LOOK_MS });
  const seen = agent.data?.connections.find(({ id }) => id === connectionId)?.lastSeenAt ?? null;
  return (
    <p role="status" className="text-sm">
      {seen === null ? (
        <Lamp tone="warn">Waiting for the first word of its client …</Lamp>
      ) : (
        <Lamp tone="ok">
          <span className="text-ok">
            Its client has spoken: <Time at={seen} withSeconds />
          </span>
        </Lamp>
      )}
    </p>
  );
}
