// SettingsView.
import { Page } from '../../ui/Panel.tsx';

export function SettingsView() {
  return <Page title="SettingsView">{null}</Page>;
}
