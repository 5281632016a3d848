// LinkButton: a link that looks like the button it stands for; it goes somewhere and changes nothing.
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

type LinkButtonProps = Pick<LinkProps, 'to' | 'params' | 'search'> & {
  readonly children: ReactNode;
  readonly primary?: boolean;
  readonly small?: boolean;
};

export function LinkButton({ children, primary = false, small = false, ...place }: LinkButtonProps) {
  const shape = small ? 'h-7 px-2.5 text-xs' : 'h-8 px-3 text-sm';
  const tone = primary
    ? 'keeps-fill border-transparent bg-accent font-semibold text-on-accent hover:brightness-110'
    : 'border-line-strong bg-raised font-medium hover:border-faint';
  return (
    <Link
      {...place}
      className={`inline-flex shrink-0 items-center justify-center rounded-lg border whitespace-nowrap ${shape} ${tone}`}
    >
      <span>{children}</span>
    </Link>
  );
}
