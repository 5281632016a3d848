// OverviewView.
import { Page } from '../../ui/Panel.tsx';

export function OverviewView() {
  return <Page title="OverviewView">{null}</Page>;
}
