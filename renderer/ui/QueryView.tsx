// QueryView: the four designed states of whatever the core was asked: loading, error, stale, content.
import type { ReactNode } from 'react';
import { refusalText, type RefusedError } from '../bridge/refused-error.ts';
import { Button } from './Button.tsx';
import { momentWords } from './format.ts';
import { useDisplay, useToday } from './display.ts';

type Asked<T> = {
  readonly data: T | undefined;
  readonly error: RefusedError | null;
  readonly dataUpdatedAt: number;
  readonly isFetching: boolean;
  readonly refetch: () => Promise<unknown>;
};

type QueryViewProps<T> = {
  readonly query: Asked<T>;
  /** As in a sentence: "the agents". */
  readonly what: string;
  /** It stands in a surface that has its own padding. */
  readonly padded?: boolean;
  /** Rows of grey where the content will be; or a shape of its own. */
  readonly skeleton?: number | ReactNode;
  readonly children: (value: T) => ReactNode;
};

export function QueryView<T>({ query, what, padded = false, skeleton = 4, children }: QueryViewProps<T>) {
  if (query.data !== undefined)
    return (
      <>
        {query.error && <Stale query={query} what={what} />}
        {children(query.data)}
      </>
    );
  const text = refusalText(query.error);
  if (query.error)
    return (
      <div
        role="alert"
        className={`flex h-full flex-col items-start gap-2 ${padded ? 'py-1' : 'px-3.5 py-4'}`}
      >
        <p className="text-sm font-semibold text-danger">Could not show {what}</p>
        <p className="max-w-prose text-sm text-muted">{text}</p>
        <Button size="small" busy={query.isFetching} onClick={() => void query.refetch()}>
          Try again
        </Button>
      </div>
    );
  return (
    <div role="status" aria-label={`Loading ${what}`}>
      {typeof skeleton === 'number' ? <SkeletonRows rows={skeleton} padded={padded} /> : skeleton}
    </div>
  );
}

function SkeletonRows({ rows, padded }: { readonly rows: number; readonly padded: boolean }) {
  return (
    <div className="flex flex-col">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={`flex h-row items-center gap-6 ${padded ? '' : 'px-3.5'}`}>
          <span className={`skeleton h-3 ${['w-32', 'w-24', 'w-40', 'w-28'][row % 4] ?? ''}`} />
          <span className="skeleton h-3 flex-1" />
          <span className="skeleton h-3 w-16" />
        </div>
      ))}
    </div>
  );
}

function Stale<T>({ query, what }: { readonly query: Asked<T>; readonly what: string }) {
  const { timeZone } = useDisplay();
  const at = momentWords(query.dataUpdatedAt / 1_000, useToday(), timeZone, true);
  return (
    <div
      role="status"
      className="mx-3.5 mb-2 flex items-center justify-between gap-3 rounded-md border border-warn/50 px-3 py-1.5 text-xs text-warn"
    >
      <span>
        Old figures: {what} as of {at}. {refusalText(query.error)}
      </span>
      <Button size="small" variant="quiet" busy={query.isFetching} onClick={() => void query.refetch()}>
        Try again
      </Button>
    </div>
  );
}
