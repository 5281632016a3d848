// PartView: one part of a node as it was last had: why it is not there, how old it is, or that there is none of it.
import type { ReactNode } from 'react';
import { Time } from '../../ui/Time.tsx';

type PartViewProps<T> = {
  readonly part: { readonly value: T | null; readonly at: number | null; readonly note: string };
  /** As in a sentence: "the peers". */
  readonly what: string;
  /** Said when there are none; null: `children` says it. */
  readonly none: string | null;
  readonly isEmpty: (value: T) => boolean;
  readonly children: (value: T) => ReactNode;
};

export function PartView<T>({ part, what, none, isEmpty, children }: PartViewProps<T>) {
  const { value, at, note } = part;
  if (value === null)
    return (
      <p className="text-sm text-muted">
        {note === '' ? (
          `The node has not been asked for ${what} yet.`
        ) : (
          <>
            <span className="text-warn">Could not read {what}.</span> {note}
            {note.startsWith('The macaroon') &&
              ' Bake one with the line of “Add a node” and add the node with it again.'}
          </>
        )}
      </p>
    );
  return (
    <>
      {note !== '' && at !== null && (
        <p role="status" className="mb-2 text-xs text-warn">
          Old figures: {what} as of <Time at={at} withSeconds />. {note}
        </p>
      )}
      {none !== null && isEmpty(value) ? <p className="text-sm text-muted">{none}</p> : children(value)}
    </>
  );
}
