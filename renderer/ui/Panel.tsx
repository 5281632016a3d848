// Panel: a titled surface. Page: the head of a screen.
import { useId, type ReactNode } from 'react';

type PanelProps = {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** `flush`: the content (a table) reaches the edges. */
  readonly body?: 'padded' | 'flush';
  readonly tone?: 'plain' | 'warn' | 'danger';
  /** As tall as its content, at most as its parent; the content scrolls within, for long tables. */
  readonly fill?: boolean;
};

const EDGES = { plain: 'border-line', warn: 'border-warn/60', danger: 'border-danger/60' } as const;

export function Panel({ title, aside, children, body = 'padded', tone = 'plain', fill = false }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={`flex min-h-0 min-w-0 flex-col rounded-panel border bg-panel ${EDGES[tone]} ${fill ? 'max-h-full' : ''}`}
    >
      {title !== undefined && (
        <div className="flex min-h-10 items-center justify-between gap-4 px-3.5 pt-2.5 pb-1">
          <h2 id={id} className="text-xs font-semibold text-muted">
            {title}
          </h2>
          {aside !== undefined && <div className="text-xs text-faint">{aside}</div>}
        </div>
      )}
      <div
        className={`min-h-0 flex-1 ${fill ? 'flex flex-col' : ''} ${body === 'padded' ? `px-3.5 pb-3.5 ${title === undefined ? 'pt-3.5' : 'pt-1'}` : ''}`}
      >
        {children}
      </div>
    </section>
  );
}

type PageProps = {
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  /** Where this is, above the title: links. */
  readonly crumbs?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** The content fills the window's height and scrolls within itself, for long tables. */
  readonly fill?: boolean;
  /** The title is for screen readers; the content names itself. */
  readonly hideTitle?: boolean;
};

export function Page({ title, lead, crumbs, aside, children, fill = false, hideTitle = false }: PageProps) {
  return (
    <div className={`flex flex-col gap-3 py-3.5 pr-2.5 pl-5 ${fill ? 'h-full min-h-0' : 'min-h-full'}`}>
      {hideTitle ? (
        <h1 className="sr-only">{title}</h1>
      ) : (
        <header className="flex items-start justify-between gap-6 pb-1">
          <div className="min-w-0">
            {crumbs !== undefined && <div className="mb-1 text-xs text-faint">{crumbs}</div>}
            <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
            {lead !== undefined && <p className="mt-0.5 text-sm text-muted">{lead}</p>}
          </div>
          {aside !== undefined && <div className="flex shrink-0 items-center gap-2 self-end">{aside}</div>}
        </header>
      )}
      {children}
    </div>
  );
}
