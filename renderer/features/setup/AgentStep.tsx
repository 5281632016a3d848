// The agent step: the form of a new agent, as under Agents; or the agent that is there already.
import { Link } from '@tanstack/react-router';
import { useRead } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { NewAgent } from '../agents/NewAgentPage.tsx';
import { StepFirst } from './StepFirst.tsx';
import type { Progress } from './SetupView.tsx';

export function AgentStep({
  agent,
  onward,
}: {
  readonly agent: Progress['agent'];
  readonly onward: () => void;
}) {
  const nodes = useRead('nodes.list', {});
  if (agent)
    return (
      <div className="flex flex-col items-start gap-4">
        <p className="text-sm">
          <strong className="font-semibold">{agent.name}</strong> is added.{' '}
          <Link
            to="/agents/$id"
            params={{ id: agent.id }}
            className="text-accent underline underline-offset-2"
          >
            See or change its limits
          </Link>
        </p>
        <Button variant="primary" onClick={onward}>
          Go on
        </Button>
      </div>
    );
  return (
    <QueryView query={nodes} what="the nodes" skeleton={6}>
      {(value) =>
        value.nodes.length === 0 ? (
          <StepFirst
            why="An agent spends from a node, and there is none."
            step="node"
            verb="Join one first"
          />
        ) : (
          <NewAgent nodes={value.nodes} onCreated={onward} />
        )
      }
    </QueryView>
  );
}
