// Routes of the console, in a hash: the page has one address in every shell.
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  useParams,
} from '@tanstack/react-router';
import { OverviewView } from '../features/overview/OverviewView.tsx';
import { setupSearchOf } from '../features/setup/steps.ts';
import { timelineSearchOf } from '../features/timeline/timeline-search.ts';
import { Frame } from './Frame.tsx';
import { NotHere, ScreenFailed } from './ScreenFailed.tsx';

/** What is not the first thing one sees is loaded when it is first gone to, or before that while nothing else is to do. */
const later = {
  agents: lazyRouteComponent(() => import('../features/agents/AgentsView.tsx'), 'AgentsView'),
  agent: lazyRouteComponent(() => import('../features/agents/AgentPage.tsx'), 'AgentPage'),
  approvals: lazyRouteComponent(() => import('../features/approvals/ApprovalsView.tsx'), 'ApprovalsView'),
  approval: lazyRouteComponent(() => import('../features/approvals/ApprovalPage.tsx'), 'ApprovalPage'),
  newAgent: lazyRouteComponent(() => import('../features/agents/NewAgentPage.tsx'), 'NewAgentPage'),
  timeline: lazyRouteComponent(() => import('../features/timeline/TimelineView.tsx'), 'TimelineView'),
  treasury: lazyRouteComponent(() => import('../features/treasury/TreasuryView.tsx'), 'TreasuryView'),
  newAccount: lazyRouteComponent(() => import('../features/treasury/NewAccountPage.tsx'), 'NewAccountPage'),
  account: lazyRouteComponent(() => import('../features/treasury/AccountPage.tsx'), 'AccountPage'),
  send: lazyRouteComponent(() => import('../features/treasury/SendPage.tsx'), 'SendPage'),
  draft: lazyRouteComponent(() => import('../features/treasury/DraftPage.tsx'), 'DraftPage'),
  sweep: lazyRouteComponent(() => import('../features/treasury/SweepPage.tsx'), 'SweepPage'),
  nodes: lazyRouteComponent(() => import('../features/nodes/NodesView.tsx'), 'NodesView'),
  practice: lazyRouteComponent(() => import('../features/practice/PracticeView.tsx'), 'PracticeView'),
  settings: lazyRouteComponent(() => import('../features/settings/SettingsView.tsx'), 'SettingsView'),
  setup: lazyRouteComponent(() => import('../features/setup/SetupView.tsx'), 'SetupView'),
  reconciling: lazyRouteComponent(
    () => import('../features/reconciling/ReconcilingView.tsx'),
    'ReconcilingView',
  ),
  learn: lazyRouteComponent(() => import('../features/learn/LearnView.tsx'), 'LearnView'),
  about: lazyRouteComponent(() => import('../features/learn/AboutView.tsx'), 'AboutView'),
};

/** So that no change of screen waits for a file. */
export function preloadScreens(): void {
  requestIdleCallback(() => {
    for (const screen of Object.values(later)) void screen.preload?.();
  });
}

const root = createRootRoute({ component: Frame, notFoundComponent: NotHere, errorComponent: ScreenFailed });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewView });
const approvals = createRoute({ getParentRoute: () => root, path: '/approvals', component: later.approvals });
const approval = createRoute({
  getParentRoute: () => root,
  path: '/approvals/$id',
  component: function ApprovalRoute() {
    const { id } = useParams({ from: '/approvals/$id' });
    return <later.approval key={id} id={id} />;
  },
});
const agents = createRoute({ getParentRoute: () => root, path: '/agents', component: later.agents });
const newAgent = createRoute({ getParentRoute: () => root, path: '/agents/new', component: later.newAgent });
const agent = createRoute({
  getParentRoute: () => root,
  path: '/agents/$id',
  component: function AgentRoute() {
    const { id } = useParams({ from: '/agents/$id' });
    return <later.agent key={id} id={id} />;
  },
});

const timeline = createRoute({
  getParentRoute: () => root,
  path: '/timeline',
  validateSearch: timelineSearchOf,
  component: later.timeline,
});
const treasury = createRoute({ getParentRoute: () => root, path: '/treasury', component: later.treasury });
const newAccount = createRoute({
  getParentRoute: () => root,
  path: '/treasury/new',
  component: later.newAccount,
});
const account = createRoute({
  getParentRoute: () => root,
  path: '/treasury/accounts/$id',
  component: function AccountRoute() {
    const { id } = useParams({ from: '/treasury/accounts/$id' });
    return <later.account key={id} id={id} />;
  },
});
const send = createRoute({
  getParentRoute: () => root,
  path: '/treasury/accounts/$id/send',
  component: function SendRoute() {
    const { id } = useParams({ from: '/treasury/accounts/$id/send' });
    return <later.send key={id} id={id} />;
  },
});
const draft = createRoute({
  getParentRoute: () => root,
  path: '/treasury/drafts/$id',
  component: function DraftRoute() {
    const { id } = useParams({ from: '/treasury/drafts/$id' });
    return <later.draft key={id} id={id} />;
  },
});
const sweep = createRoute({
  getParentRoute: () => root,
  path: '/treasury/sweep/$agentId',
  component: function SweepRoute() {
    const { agentId } = useParams({ from: '/treasury/sweep/$agentId' });
    return <later.sweep key={agentId} agentId={agentId} />;
  },
});
const nodes = createRoute({ getParentRoute: () => root, path: '/nodes', component: later.nodes });
const reconciling = createRoute({
  getParentRoute: () => root,
  path: '/reconciling',
  component: later.reconciling,
});
const practice = createRoute({ getParentRoute: () => root, path: '/practice', component: later.practice });
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: later.settings });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: setupSearchOf,
  component: later.setup,
});
const learn = createRoute({ getParentRoute: () => root, path: '/learn', component: later.learn });
const topic = createRoute({ getParentRoute: () => root, path: '/learn/$topic', component: later.learn });
const about = createRoute({ getParentRoute: () => root, path: '/about', component: later.about });

const tree = root.addChildren([
  overview,
  approvals,
  approval,
  agents,
  newAgent,
  agent,
  timeline,
  treasury,
  newAccount,
  account,
  send,
  draft,
  sweep,
  nodes,
  reconciling,
  practice,
  settings,
  setup,
  learn,
  topic,
  about,
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
