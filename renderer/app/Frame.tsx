// Frame: rail, top bar, banners, the screen, and the dialogs that can be called from anywhere.
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../bridge/queries.ts';
import { useToast } from '../ui/Toast.tsx';
import { FreezeDialog } from './FreezeDialog.tsx';
import { GateBanners } from './GateBanners.tsx';
import { IdleLock } from './IdleLock.tsx';
import { useKeyCommands } from './keys.ts';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { TopBar } from './TopBar.tsx';
import { usePlaces } from './use-places.ts';

export type Floating = 'palette' | 'sheet' | 'freeze' | null;

export function Frame() {
  const [floating, setFloating] = useState<Floating>(null);
  const navigate = useNavigate();
  const lock = useLock();
  const places = usePlaces();
  useKeyCommands((command) => {
    if (command.kind === 'lock') lock();
    else if (command.kind === 'go') {
      const place = places.find(({ letter }) => letter === command.letter);
      if (place) void navigate({ to: place.to });
    } else setFloating(command.kind);
  });
  const close = (open: boolean): void => {
    if (!open) setFloating(null);
  };
  return (
    <div className="flex h-full flex-col">
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
            tabIndex={-1}
            className="min-h-0 flex-1 overflow-y-auto outline-none [scrollbar-gutter:stable]"
          >
            <Outlet />
          </main>
        </div>
      </div>
      <Palette
        open={floating === 'palette'}
        onOpenChange={close}
        onFreeze={() => setFloating('freeze')}
        onSheet={() => setFloating('sheet')}
        onLock={lock}
      />
      <ShortcutSheet open={floating === 'sheet'} onOpenChange={close} />
      <FreezeDialog open={floating === 'freeze'} onOpenChange={close} />
      <IdleLock onLock={lock} />
    </div>
  );
}

function useLock(): () => void {
  const lock = useAct('vault.lock');
  const say = useToast();
  return () =>
    lock.mutate({}, { onError: (error) => say('danger', 'The screen is not locked', error.message) });
}
