// EmptyState: what would be here, why it is not, and one thing to do.
import type { ReactNode } from 'react';

type EmptyStateProps = { readonly title: string; readonly why: ReactNode; readonly action?: ReactNode };

export function EmptyState({ title, why, action }: EmptyStateProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 px-6 py-10 text-center">
      <p className="text-base font-semibold">{title}</p>
      <p className="max-w-md text-sm text-muted">{why}</p>
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
