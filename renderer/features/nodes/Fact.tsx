// Fact: one thing known of a node, under its name. Stands in a `dl` that is a grid.
import type { ReactNode } from 'react';

export function Fact({
  name,
  children,
  span = '',
}: {
  readonly name: string;
  readonly children: ReactNode;
  /** Class by which it takes more than one column. */
  readonly span?: string;
}) {
  return (
    <div className={`min-w-0 ${span}`}>
      <dt className="text-2xs text-faint">{name}</dt>
      <dd className="text-sm">{children}</dd>
    </div>
  );
}
