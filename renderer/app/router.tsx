// Routes of the console, in a hash: the page has one address in every shell.
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  useParams,
} from '@tanstack/react-router';
import { AgentPage } from '../features/agents/AgentPage.tsx';
import { AgentsView } from '../features/agents/AgentsView.tsx';
import { NewAgentPage } from '../features/agents/NewAgentPage.tsx';
import { ApprovalPage } from '../features/approvals/ApprovalPage.tsx';
import { ApprovalsView } from '../features/approvals/ApprovalsView.tsx';
import { NodesView } from '../features/nodes/NodesView.tsx';
import { OverviewView } from '../features/overview/OverviewView.tsx';
import { PracticeView } from '../features/practice/PracticeView.tsx';
import { SettingsView } from '../features/settings/SettingsView.tsx';
import { timelineSearchOf } from '../features/timeline/timeline-search.ts';
import { TimelineView } from '../features/timeline/TimelineView.tsx';
import { Frame } from './Frame.tsx';
import { NotHere, ScreenFailed } from './ScreenFailed.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: NotHere, errorComponent: ScreenFailed });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewView });
const approvals = createRoute({ getParentRoute: () => root, path: '/approvals', component: ApprovalsView });
const approval = createRoute({
  getParentRoute: () => root,
  path: '/approvals/$id',
  component: function ApprovalRoute() {
    const { id } = useParams({ from: '/approvals/$id' });
    return <ApprovalPage key={id} id={id} />;
  },
});
const agents = createRoute({ getParentRoute: () => root, path: '/agents', component: AgentsView });
const newAgent = createRoute({ getParentRoute: () => root, path: '/agents/new', component: NewAgentPage });
const agent = createRoute({
  getParentRoute: () => root,
  path: '/agents/$id',
  component: function AgentRoute() {
    const { id } = useParams({ from: '/agents/$id' });
    return <AgentPage key={id} id={id} />;
  },
});

const timeline = createRoute({
  getParentRoute: () => root,
  path: '/timeline',
  validateSearch: timelineSearchOf,
  component: TimelineView,
});
const nodes = createRoute({ getParentRoute: () => root, path: '/nodes', component: NodesView });
const practice = createRoute({ getParentRoute: () => root, path: '/practice', component: PracticeView });
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsView });

const tree = root.addChildren([
  overview,
  approvals,
  approval,
  agents,
  newAgent,
  agent,
  timeline,
  nodes,
  practice,
  settings,
]);

export const createAppRouter = () =>
  createRouter({
    routeTree: tree,
    history: createHashHistory(),
    defaultPreload: false,
    scrollRestoration: false,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
