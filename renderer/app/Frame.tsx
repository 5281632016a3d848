// Frame: rail, top bar, banners, the screen, and the dialogs that can be called from anywhere.
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useAct, useRead } from '../bridge/queries.ts';
import { FleetFrozenContext } from '../features/agents/AgentState.tsx';
import { useToast } from '../ui/Toast.tsx';
import { CommandContext, createCommandScope } from './command-scope.ts';
import { FreezeDialog } from './FreezeDialog.tsx';
import { GateBanners } from './GateBanners.tsx';
import { IdleLock } from './IdleLock.tsx';
import { useKeyCommands } from './keys.ts';
import { screenName } from './navigation.ts';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { TopBar } from './TopBar.tsx';
import { useWindowCommands } from './use-window-commands.ts';

export type Floating = 'palette' | 'sheet' | 'freeze' | null;

export function Frame() {
  const [floating, setFloating] = useState<Floating>(null);
  const [scope] = useState(createCommandScope);
  const { pathname } = useLocation();
  const lock = useLock();
  const frozen = useRead('gate.status', {}).data?.frozen ?? false;
  const letters = useRead('settings.get', {}).data?.letterKeys ?? true;
  useWindowCommands(scope, setFloating, lock);
  useKeyCommands(letters, (commands) => commands.some(scope.run));
  useFocusOnArrival(pathname);
  const close = (open: boolean): void => {
    if (!open) setFloating(null);
  };
  return (
    <CommandContext value={scope}>
      <FleetFrozenContext value={frozen}>
        <div className="flex h-full flex-col">
          <ScreenTitle path={pathname} />
          <a
            href="#content"
            onClick={(event) => {
              // The hash is the router's.
              event.preventDefault();
              document.getElementById('content')?.focus();
            }}
            className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-lg focus:bg-raised focus:px-3 focus:py-2"
          >
            Skip to the content
          </a>
          <div className="flex min-h-0 flex-1">
            <Rail />
            <div className="flex min-w-0 flex-1 flex-col">
              <TopBar onPalette={() => setFloating('palette')} onFreeze={() => setFloating('freeze')} />
              <GateBanners onUnfreeze={() => setFloating('freeze')} />
              <main
                id="content"
                aria-label={screenName(pathname)}
                tabIndex={-1}
                className="min-h-0 flex-1 overflow-y-auto outline-none [scrollbar-gutter:stable]"
              >
                <Outlet />
              </main>
            </div>
          </div>
          <Palette open={floating === 'palette'} onOpenChange={close} />
          <ShortcutSheet
            open={floating === 'sheet'}
            onOpenChange={close}
            onLetterKeys={() => void scope.run('letter-keys')}
          />
          <FreezeDialog open={floating === 'freeze'} onOpenChange={close} />
          <IdleLock onLock={lock} />
        </div>
      </FleetFrozenContext>
    </CommandContext>
  );
}

function useLock(): () => void {
  const lock = useAct('vault.lock');
  const say = useToast();
  return () =>
    lock.mutate({}, { onError: (error) => say('danger', 'The screen is not locked', error.message) });
}

/** A component of its own: what waits changes with every payment, and the frame does not. The title tells where one is and how many wait. SECURITY: no amount and no agent; it stands in task bars and screen shares. */
function ScreenTitle({ path }: { readonly path: string }) {
  const waiting = useRead('fleet.overview', {}).data?.waiting.count ?? 0;
  const title = `${waiting > 0 ? `(${waiting}) ` : ''}${screenName(path)} · Portcullis`;
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = 'Portcullis';
    };
  }, [title]);
  return null;
}

/** A screen that took the focused element with it gets the focus, so that Tab goes on from its top (WCAG 2.4.3). */
function useFocusOnArrival(path: string): void {
  const arrived = useRef(path);
  useEffect(() => {
    if (arrived.current === path) return;
    arrived.current = path;
    // A list one comes back to may first have to ask for its rows.
    const tries = [0, 60, 250, 700].map((wait) => setTimeout(takeFocus, wait));
    return () => tries.forEach(clearTimeout);
  }, [path]);
}

/** On the row one came from where there is one, else at the top of the screen; never away from what has the focus for a reason. */
function takeFocus(): void {
  const content = document.getElementById('content');
  const now = document.activeElement;
  if (now !== null && now !== document.body && now !== content) return;
  const list = content?.querySelector<HTMLElement>('[role="grid"][aria-activedescendant]');
  (list ?? content)?.focus();
}
