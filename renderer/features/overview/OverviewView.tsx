// Overview: in three seconds, whether anything needs a hand.
import { useRead } from '../../bridge/queries.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { ReconcilingNote } from '../reconciling/ReconcilingNote.tsx';
import { AgentsPanel } from './AgentsPanel.tsx';
import { AlertsPanel } from './AlertsPanel.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { NearestPanel } from './NearestPanel.tsx';
import { OutflowPanel } from './OutflowPanel.tsx';
import { TotalCards, TotalCardsSkeleton } from './TotalCards.tsx';

export function OverviewView() {
  // Windows roll off and ages grow without any push.
  const fleet = useRead('fleet.overview', {}, { every: 15_000 });
  return (
    <Page title="Overview" hideTitle>
      <FirstSteps />
      <ReconcilingNote />
      {fleet.data === undefined && fleet.error ? (
        <Panel tone="danger">
          <QueryView padded query={fleet} what="the fleet’s totals">
            {() => null}
          </QueryView>
        </Panel>
      ) : (
        <QueryView query={fleet} what="the fleet’s totals" skeleton={<TotalCardsSkeleton />}>
          {(overview) => <TotalCards overview={overview} />}
        </QueryView>
      )}
      <div className="grid grid-cols-4 gap-3 [&>*]:min-w-0">
        <div className="col-span-4 h-70 tall:h-100 lg:col-span-3">
          <OutflowPanel />
        </div>
        <div className="col-span-4 min-h-70 tall:min-h-100 lg:col-span-1">
          <NearestPanel fleet={fleet} />
        </div>
        <div className="col-span-4 lg:col-span-3">
          <AgentsPanel />
        </div>
        <div className="col-span-4 lg:col-span-1">
          <AlertsPanel fleet={fleet} />
        </div>
      </div>
    </Page>
  );
}
