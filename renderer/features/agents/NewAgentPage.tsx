// NewAgentPage.
import { Page } from '../../ui/Panel.tsx';

export function NewAgentPage() {
  return <Page title="NewAgentPage">{null}</Page>;
}
