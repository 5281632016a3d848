// Doors: which of welcome, vault, unlock, start and console is shown. The core says; nothing is remembered here.
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useConsole, useRead } from '../bridge/queries.ts';
import type { Value } from '../bridge/client.ts';
import { assertNever } from '../../shared/domain/result.ts';
import { CreateVaultView } from '../features/create-vault/CreateVaultView.tsx';
import { UnlockView } from '../features/unlock/UnlockView.tsx';
import { WelcomeView } from '../features/welcome/WelcomeView.tsx';
import { Button } from '../ui/Button.tsx';
import { ToastProvider } from '../ui/Toast.tsx';
import { Doorway } from './Doorway.tsx';
import { PresenceDialog } from './PresenceDialog.tsx';
import { createAppRouter, preloadScreens } from './router.tsx';

type Status = Value<'app.status'>;

export function Doors() {
  const status = useRead('app.status', {}, { every: 5_000 });
  if (status.data)
    return (
      <div className="flex h-full flex-col">
        {status.data.fleet === 'practice' && <PracticeStripe />}
        {status.error && <CoreLost />}
        <div className="min-h-0 flex-1">
          <Door status={status.data} />
        </div>
      </div>
    );
  if (!status.error) return null;
  return (
    <Doorway title="The console’s core does not answer">
      <p role="alert" className="mb-5 text-sm text-muted">
        {status.error.message}
      </p>
      <Button onClick={() => void status.refetch()}>Try again</Button>
    </Doorway>
  );
}

/** The screen below stays as it was last known, so that what was typed is not lost, and says that it is old. */
function CoreLost() {
  const { queries } = useConsole();
  // Back again, everything is asked anew: pushes may have been missed.
  useEffect(() => () => void queries.invalidateQueries(), [queries]);
  return (
    <div role="alert" className="shrink-0 border-b border-danger/40 bg-danger/8 px-5 py-2 text-sm">
      <strong className="font-semibold text-danger">The console’s core does not answer.</strong> What is shown
      is old, and nothing can be decided here. This goes away by itself when it answers; if it does not, close
      the window and start Portcullis again. No payment is made twice by that.
    </div>
  );
}

/** On every screen, the locked one included: nobody may take pretend money for real money, or the other way about. */
function PracticeStripe() {
  return (
    <aside
      aria-label="Practice"
      className="practice-stripe flex h-5.5 shrink-0 items-center justify-center text-2xs font-semibold tracking-[0.12em] text-warn"
    >
      PRACTICE FLEET · PRETEND MONEY
    </aside>
  );
}

function Door({ status }: { readonly status: Status }) {
  switch (status.phase) {
    case 'welcome':
      return <WelcomeView />;
    case 'no-vault':
      return <CreateVaultView />;
    case 'failed':
      return (
        <Doorway title="The console could not start">
          <p role="alert" className="text-sm text-muted">
            {status.phaseNote}
          </p>
        </Doorway>
      );
    case 'cold':
      return <Locked status={status} />;
    case 'starting':
      return status.screen === 'locked' ? <Locked status={status} /> : <Starting note={status.phaseNote} />;
    case 'open':
      return status.screen === 'locked' ? <Locked status={status} /> : <Open />;
    default:
      return assertNever(status.phase);
  }
}

/**
 * SECURITY: with the screen locked the page keeps no answer it showed, and the arguments of no act, so that nothing can be read from
 * its memory by a later bug. Toasts and dialogs live inside `Open` and are gone with it.
 */
function Locked({ status }: { readonly status: Status }) {
  const { forget } = useConsole();
  useEffect(forget, [forget]);
  return <UnlockView status={status} />;
}

function Starting({ note }: { readonly note: string }) {
  return (
    <Doorway title="Starting">
      <p role="status" className="text-sm text-muted">
        {note}
      </p>
    </Doorway>
  );
}

function Open() {
  const [router] = useState(createAppRouter);
  useEffect(preloadScreens, []);
  return (
    <ToastProvider>
      <RouterProvider router={router} />
      <PresenceDialog />
    </ToastProvider>
  );
}
