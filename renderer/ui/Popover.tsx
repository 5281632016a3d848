// Popover: a small surface that belongs to a button, over Base UI: Esc closes, focus goes back to the button.
import { Popover as Base } from '@base-ui/react/popover';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

type PopoverProps = {
  /** What stands on the button. */
  readonly label: ReactNode;
  readonly icon?: ReactNode;
  /** Heading of the surface, read out when it opens. */
  readonly title: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
};

export const TOOL_SHAPE =
  'inline-flex h-7 items-center gap-1.5 rounded-md border border-transparent px-2 text-xs text-muted hover:bg-raised hover:text-ink aria-expanded:bg-raised aria-expanded:text-ink aria-pressed:border-line-strong aria-pressed:text-ink disabled:opacity-45';

export function Popover({ label, icon, title, open, onOpenChange, children }: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger className={TOOL_SHAPE}>
        {icon}
        {label}
        <ChevronDown size={12} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50 outline-none">
          <Base.Popup className="w-64 rounded-lg border border-line-strong bg-raised p-3 shadow-float outline-none">
            <Base.Title className="mb-2 text-xs font-semibold text-muted">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
