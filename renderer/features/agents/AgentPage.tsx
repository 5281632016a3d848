// AgentPage.
import { Page } from '../../ui/Panel.tsx';

export function AgentPage({ id }: { readonly id: string }) {
  return <Page title="AgentPage">{id}</Page>;
}
