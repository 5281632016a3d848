// Nodes: what each Lightning node holds, whether it answers, and what the console may do with it.
import { useState } from 'react';
import type { NodeRow } from '../../../shared/contract/nodes.ts';
import { useRead } from '../../bridge/queries.ts';
import { textPart, useAddress } from '../../ui/address.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { AddNodeDialog } from './AddNodeDialog.tsx';
import { NodePanel } from './NodePanel.tsx';

export function NodesView() {
  const nodes = useRead('nodes.list', {}, { every: 15_000 });
  const [adding, setAdding] = useState(false);
  const pointed = textPart(useAddress().search['node']);
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      Add a node
    </Button>
  );
  return (
    <Page
      title="Nodes"
      lead="Credentials go in once and never come out. Agents see none of this."
      aside={nodes.data && nodes.data.nodes.length > 0 ? add : undefined}
    >
      <QueryView query={nodes} what="the nodes" skeleton={<NodesSkeleton />}>
        {(value) =>
          value.nodes.length === 0 ? (
            <Panel>
              <EmptyState
                title="No node yet"
                why="The gate pays through your own Lightning node. It needs the node’s address, its certificate and a macaroon that can pay and no more."
                action={add}
              />
            </Panel>
          ) : (
            inTroubleFirst(value.nodes).map((node) => (
              <NodePanel key={node.id} node={node} pointedAt={node.id === pointed} />
            ))
          )
        }
      </QueryView>
      {adding && <AddNodeDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

const inTroubleFirst = (nodes: readonly NodeRow[]): readonly NodeRow[] =>
  nodes.toSorted((a, b) => Number(a.state === 'ready') - Number(b.state === 'ready'));

function NodesSkeleton() {
  return [0, 1, 2].map((row) => (
    <Panel key={row}>
      <div className="skeleton h-4 w-40" />
      <div className="skeleton mt-5 h-2.5 w-full" />
      <div className="skeleton mt-5 h-16 w-full" />
    </Panel>
  ));
}
