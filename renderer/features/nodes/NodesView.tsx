// NodesView.
import { Page } from '../../ui/Panel.tsx';

export function NodesView() {
  return <Page title="NodesView">{null}</Page>;
}
