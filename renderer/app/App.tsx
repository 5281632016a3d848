// App: the providers, from the outside in, then the doors.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { ConsoleContext, type Console } from '../bridge/queries.ts';
import { Appearance } from './Appearance.tsx';
import { Doors } from './Doors.tsx';

export function App({ console }: { readonly console: Console }) {
  return (
    // SECURITY: Base UI may not write style elements; the page's policy allows none. What they would say is in styles/main.css.
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={console.queries}>
        <ConsoleContext value={console}>
          <Appearance>
            <Doors />
          </Appearance>
        </ConsoleContext>
      </QueryClientProvider>
    </CSPProvider>
  );
}
