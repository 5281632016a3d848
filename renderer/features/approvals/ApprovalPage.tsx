// ApprovalPage.
import { Page } from '../../ui/Panel.tsx';

export function ApprovalPage({ id }: { readonly id: string }) {
  return <Page title="ApprovalPage">{id}</Page>;
}
