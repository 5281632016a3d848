// Appearance: the operator's preferences as attributes of the page and as context for figures.
import { useLayoutEffect, useMemo, type ReactNode } from 'react';
import { useRead } from '../bridge/queries.ts';
import { DisplayContext } from '../ui/display.ts';

export function Appearance({ children }: { readonly children: ReactNode }) {
  const { data } = useRead('settings.get', {});
  const theme = data?.theme ?? 'system';
  const density = data?.density ?? 'comfortable';
  useLayoutEffect(() => {
    const page = document.documentElement;
    if (theme === 'system') delete page.dataset['theme'];
    else page.dataset['theme'] = theme;
    page.dataset['density'] = density;
  }, [theme, density]);
  const hideBalances = data?.hideBalances ?? false;
  const timeZone = data?.timeZone ?? 'local';
  const unit = data?.unit ?? 'sat';
  const display = useMemo(() => ({ hideBalances, timeZone, unit }), [hideBalances, timeZone, unit]);
  return <DisplayContext value={display}>{children}</DisplayContext>;
}
