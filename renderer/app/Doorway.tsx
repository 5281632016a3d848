// Doorway: the calm page before the console, one column under the mark.
import type { ReactNode } from 'react';
import { Mark } from './Mark.tsx';

export function Doorway({
  title,
  lead,
  children,
  wide = false,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
}) {
  return (
    <main className="flex h-full flex-col items-center overflow-y-auto px-6 py-10">
      <div className={`my-auto w-full ${wide ? 'max-w-3xl' : 'max-w-sm'}`}>
        <Mark size={40} />
        <h1 className="mt-5 text-xl font-semibold tracking-tight">{title}</h1>
        {lead !== undefined && <p className="mt-1.5 text-sm text-muted">{lead}</p>}
        <div className="mt-6">{children}</div>
      </div>
    </main>
  );
}
