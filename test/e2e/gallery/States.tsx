// The four designed states of whatever the core was asked.
import { RefusedError } from '../../../renderer/bridge/refused-error.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { EmptyState } from '../../../renderer/ui/EmptyState.tsx';
import { Panel } from '../../../renderer/ui/Panel.tsx';
import { QueryView } from '../../../renderer/ui/QueryView.tsx';
import { Case, Section } from './Section.tsx';

const asked = {
  error: null,
  dataUpdatedAt: Date.now() - 90_000,
  isFetching: false,
  refetch: () => Promise.resolve(),
};
const refused = new RefusedError('internal', 'The core could not answer (log id 7f3a). Nothing was changed.');

export function States() {
  return (
    <Section title="States">
      <Case name="Loading">
        <QueryView query={{ ...asked, data: undefined }} what="the agents" skeleton={3}>
          {() => null}
        </QueryView>
      </Case>
      <Case name="Empty">
        <EmptyState
          title="No agents yet"
          why="An agent is whoever asks for money over a connection you make."
          action={<Button variant="primary">Add agent</Button>}
        />
      </Case>
      <Case name="Error">
        <QueryView query={{ ...asked, data: undefined, error: refused }} what="the agents">
          {() => null}
        </QueryView>
      </Case>
      <Case name="Stale">
        <QueryView query={{ ...asked, data: 6, error: refused }} what="the agents">
          {(count) => <p className="px-3.5 text-sm">{count} agents</p>}
        </QueryView>
      </Case>
      <Case name="Panels">
        {(['plain', 'warn', 'danger'] as const).map((tone) => (
          <Panel key={tone} title={`Panel, ${tone}`} aside="aside" tone={tone}>
            <p className="text-sm">Content</p>
          </Panel>
        ))}
      </Case>
    </Section>
  );
}
