// ApprovalsView.
import { Page } from '../../ui/Panel.tsx';

export function ApprovalsView() {
  return <Page title="ApprovalsView">{null}</Page>;
}
