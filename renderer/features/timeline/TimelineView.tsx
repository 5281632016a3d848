// TimelineView.
import { Page } from '../../ui/Panel.tsx';

export function TimelineView({ seq, agent }: { readonly seq: number | null; readonly agent: string | null }) {
  return (
    <Page title="TimelineView">
      {seq} {agent}
    </Page>
  );
}
