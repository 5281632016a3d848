// Button: the verb is the label. Red is for danger alone, the accent for the one main act of a view.
import type { ComponentProps, ReactNode } from 'react';

const VARIANTS = {
  primary:
    'keeps-fill bg-accent text-on-accent border-transparent hover:brightness-110 active:brightness-95 font-semibold',
  plain: 'bg-raised text-ink border-line-strong hover:border-faint active:bg-panel',
  danger:
    'bg-danger/12 text-danger border-danger/60 hover:bg-danger/20 hover:border-danger active:bg-danger/25 font-semibold',
  quiet: 'bg-transparent text-muted border-transparent hover:bg-raised hover:text-ink',
} as const;

const SIZES = {
  small: 'h-7 px-2.5 text-xs gap-1.5',
  medium: 'h-8 px-3 text-sm gap-2',
  large: 'h-9 px-4 text-sm gap-2',
} as const;

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  readonly variant?: keyof typeof VARIANTS;
  readonly size?: keyof typeof SIZES;
  /** The act is under way: the button keeps its width and takes no second press. */
  readonly busy?: boolean;
  /** Shown, not bound. */
  readonly shortcut?: string;
  readonly wide?: boolean;
  readonly icon?: ReactNode;
};

export function Button({
  variant = 'plain',
  size = 'medium',
  busy = false,
  shortcut,
  wide = false,
  icon,
  disabled,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // oxlint-disable-next-line react/button-has-type
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={`inline-flex shrink-0 items-center justify-center rounded-lg border whitespace-nowrap font-medium transition-colors duration-100 disabled:pointer-events-none ${busy ? 'opacity-70' : 'disabled:opacity-45'} ${VARIANTS[variant]} ${SIZES[size]} ${wide ? 'w-full' : ''}`}
    >
      {busy ? <Spinner /> : icon}
      {children}
      {shortcut !== undefined && <Key>{shortcut}</Key>}
    </button>
  );
}

/** A key cap. */
export function Key({ children }: { readonly children: ReactNode }) {
  // As it is written on the key, whatever table it comes from.
  const letter = typeof children === 'string' && children.length === 1;
  return (
    <kbd
      className={`rounded border border-line-strong bg-bg/40 px-1.5 font-mono text-2xs leading-4 text-muted ${letter ? 'uppercase' : ''}`}
    >
      {children}
    </kbd>
  );
}

function Spinner() {
  return (
    <span
      aria-hidden
      className="size-3 animate-spin rounded-full border-2 border-current border-t-transparent motion-reduce:animate-none"
    />
  );
}
