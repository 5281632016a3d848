// AgentsView.
import { Page } from '../../ui/Panel.tsx';

export function AgentsView() {
  return <Page title="AgentsView">{null}</Page>;
}
