// Dialog and Drawer over Base UI: focus kept inside, Esc closes, focus goes back to where it was.
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useState, type ReactNode, type RefObject } from 'react';
import { useContentTop } from './content-top.ts';

type ContentProps = {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the safe one first. */
  readonly footer?: ReactNode;
};

type FloatProps = ContentProps & {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly initialFocus?: RefObject<HTMLElement | null>;
};

/**
 * What had the focus when it opened, to be given it back. Read while drawing: a field that takes the focus by itself has it before
 * Base UI looks.
 */
function useOpener(open: boolean): () => HTMLElement | true {
  const [seen, setSeen] = useState<{ readonly open: boolean; readonly opener: Element | null }>({
    open: false,
    opener: null,
  });
  if (open !== seen.open) setSeen({ open, opener: open ? document.activeElement : seen.opener });
  return () =>
    seen.opener instanceof HTMLElement && seen.opener.isConnected && seen.opener !== document.body
      ? seen.opener
      : true;
}

const BACKDROP =
  'fixed inset-0 z-40 bg-overlay transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0';

export function Dialog({
  open,
  onOpenChange,
  initialFocus,
  width = 'medium',
  ...content
}: FloatProps & { readonly width?: 'medium' | 'wide' }) {
  const finalFocus = useOpener(open);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          {...(initialFocus ? { initialFocus } : {})}
          finalFocus={finalFocus}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[86vh] -translate-1/2 flex-col overflow-hidden rounded-xl border border-line-strong bg-panel shadow-float transition-opacity duration-100 outline-none data-starting-style:opacity-0 data-ending-style:opacity-0 ${width === 'wide' ? 'w-[min(720px,92vw)]' : 'w-[min(480px,92vw)]'}`}
        >
          <Content {...content} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Details beside the content: slides in from the right, does not block the rest from being read. */
export function Drawer({ open, onOpenChange, initialFocus, ...content }: FloatProps) {
  // Below the top bar: freezing is never covered.
  const top = useContentTop();
  const finalFocus = useOpener(open);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} modal={false} disablePointerDismissal>
      <Base.Portal>
        <Base.Popup
          {...(initialFocus ? { initialFocus } : {})}
          finalFocus={finalFocus}
          style={{ top }}
          className="fixed right-0 bottom-0 z-30 flex w-[min(460px,92vw)] flex-col border-t border-l border-line-strong bg-panel shadow-float transition-transform duration-150 outline-none data-starting-style:translate-x-full data-ending-style:translate-x-full"
        >
          <Content {...content} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Content({ title, description, children, footer }: ContentProps) {
  return (
    <>
      <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
        <Base.Title className="text-lg font-semibold">{title}</Base.Title>
        <Base.Close
          aria-label="Close"
          className="-mr-2 flex size-8 shrink-0 items-center justify-center rounded-md text-faint hover:bg-raised hover:text-ink"
        >
          <X size={16} aria-hidden />
        </Base.Close>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">
        {description !== undefined && (
          <Base.Description className="mb-4 text-sm text-muted">{description}</Base.Description>
        )}
        {children}
      </div>
      {footer !== undefined && (
        <div className="flex justify-end gap-2 border-t border-line px-5 py-3.5">{footer}</div>
      )}
    </>
  );
}
