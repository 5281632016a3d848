// Toast: what was done, in a sentence, for a moment. Refusals stay until they are closed.
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import { useDisplay } from './display.ts';
import { maskAmounts } from './format.ts';

export type ToastTone = 'ok' | 'danger' | 'info';
/** `copy`: a text the operator will want to take along, such as where a file is; such a toast stays longer. */
type Say = (tone: ToastTone, title: string, description?: string, copy?: string) => void;

const EDGE: Readonly<Record<string, string>> = {
  ok: 'border-l-ok',
  danger: 'border-l-danger',
  info: 'border-l-accent',
};

/** `say('ok', 'Shopper is frozen', '1 payment in flight finishes.')` */
export function useToast(): Say {
  const manager = Toast.useToastManager();
  const { hideBalances } = useDisplay();
  // SECURITY: here as well as where it is drawn; what is read aloud of an urgent one is drawn by Base UI itself.
  const said = (words: string): string => (hideBalances ? maskAmounts(words) : words);
  return (tone, title, description, copy) => {
    manager.add({
      title: said(title),
      ...(description === undefined ? {} : { description: said(description) }),
      type: tone,
      timeout: tone === 'danger' ? 0 : copy === undefined ? 6_000 : 20_000,
      ...(copy === undefined ? {} : { data: { copy } }),
      priority: tone === 'danger' ? 'high' : 'low',
    });
  };
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider>
      {children}
      <Toast.Portal>
        {/* Beside the rail: on the right are the buttons that end a form. */}
        <Toast.Viewport
          data-toasts
          className="fixed bottom-5 left-56 z-60 flex w-90 flex-col gap-2 outline-none"
        >
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

const isCopy = (data: unknown): data is { readonly copy: string } =>
  typeof data === 'object' && data !== null && 'copy' in data && typeof data.copy === 'string';

function Shown() {
  const { toasts } = Toast.useToastManager();
  const { hideBalances } = useDisplay();
  const said = (words: ReactNode): ReactNode =>
    hideBalances && typeof words === 'string' ? maskAmounts(words) : words;
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      // Base UI hides an urgent one until it is reached, with its button in it; what is seen is to be found by everyone.
      aria-hidden={false}
      className={`rounded-lg border border-l-4 border-line-strong bg-raised py-3 pr-2 pl-4 shadow-float transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0 ${EDGE[toast.type ?? 'info'] ?? ''}`}
    >
      <Toast.Content className="flex items-start justify-between gap-3">
        <span>
          <Toast.Title className="text-sm font-semibold">{said(toast.title)}</Toast.Title>
          <span className="flex items-start gap-1">
            <Toast.Description className="text-xs wrap-anywhere text-muted select-text">
              {said(toast.description)}
            </Toast.Description>
            {isCopy(toast.data) && <CopyButton text={toast.data.copy} what="it" />}
          </span>
        </span>
        <Toast.Close
          aria-label="Close"
          className="flex size-6 shrink-0 items-center justify-center rounded text-faint hover:text-ink"
        >
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
