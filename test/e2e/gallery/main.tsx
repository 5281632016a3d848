// Entry of the gallery: the same providers as the product's, over the bridge without a core, and every section below one another.
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './gallery.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
  type AnyRouter,
} from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { Appearance } from '../../../renderer/app/Appearance.tsx';
import { exposedBridge } from '../../../renderer/bridge/client.ts';
import { ConsoleContext, createConsole } from '../../../renderer/bridge/queries.ts';
import { ToastProvider } from '../../../renderer/ui/Toast.tsx';
import { Sections } from './Sections.tsx';

const consoleOfPage = createConsole(exposedBridge());
const route = createRootRoute({ component: Sections });
const router: AnyRouter = createRouter({ routeTree: route, history: createMemoryHistory() });

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <CSPProvider disableStyleElements>
    <QueryClientProvider client={consoleOfPage.queries}>
      <ConsoleContext value={consoleOfPage}>
        <Appearance>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </Appearance>
      </ConsoleContext>
    </QueryClientProvider>
  </CSPProvider>,
);
