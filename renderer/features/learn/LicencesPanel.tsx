// LicencesPanel: every package that is shipped, with its version, licence and the licence's full text.
import { useState } from 'react';
import type { ShippedPackage } from '../../../shared/contract/about.ts';
import { useRead } from '../../bridge/queries.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';

export function LicencesPanel() {
  const query = useRead('about.packages', {});
  const [filter, setFilter] = useState('');
  const [shown, setShown] = useState<ShippedPackage | null>(null);
  return (
    <Panel
      title={`Shipped packages${query.data ? ` · ${query.data.packages.length}` : ''}`}
      body="flush"
      aside={
        <label>
          <span className="sr-only">Find a package or a licence</span>
          <input
            type="search"
            value={filter}
            placeholder="Find a package or a licence"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setFilter(event.target.value)}
            className="h-7 w-56 rounded-lg border border-line-strong bg-bg px-2.5 text-xs text-ink placeholder:text-faint focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0"
          />
        </label>
      }
    >
      <QueryView query={query} what="the packages" skeleton={6}>
        {({ packages }) => (
          <div className="max-h-96 overflow-y-auto" tabIndex={0} role="region" aria-label="Shipped packages">
            <Packages packages={matching(packages, filter)} onShow={setShown} />
          </div>
        )}
      </QueryView>
      {shown?.text !== undefined && shown?.text !== null && (
        <LicenceText of={shown} text={shown.text} onClose={() => setShown(null)} />
      )}
    </Panel>
  );
}

const matching = (packages: readonly ShippedPackage[], filter: string): readonly ShippedPackage[] => {
  const wanted = filter.trim().toLowerCase();
  return packages.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(wanted));
};

function Packages({
  packages,
  onShow,
}: {
  readonly packages: readonly ShippedPackage[];
  readonly onShow: (of: ShippedPackage) => void;
}) {
  if (packages.length === 0)
    return (
      <p className="px-3.5 py-4 text-sm text-muted">No shipped package has that in its name or licence.</p>
    );
  return (
    <ul className="grid sm:grid-cols-2 xl:grid-cols-3">
      {packages.map((each) => (
        <li
          key={`${each.name}@${each.version}`}
          className="flex min-w-0 items-baseline gap-2 px-3.5 py-1.5 text-xs"
        >
          {each.text === null ? (
            <span className="truncate font-medium">{each.name}</span>
          ) : (
            <button
              type="button"
              onClick={() => onShow(each)}
              className="truncate rounded font-medium text-accent hover:underline"
            >
              {each.name}
            </button>
          )}
          <span className="text-faint">{each.version}</span>
          <span className="ml-auto shrink-0 text-muted">{each.licence}</span>
        </li>
      ))}
    </ul>
  );
}

function LicenceText({
  of,
  text,
  onClose,
}: {
  readonly of: ShippedPackage;
  readonly text: string;
  readonly onClose: () => void;
}) {
  const query = useRead('about.licenceText', { text });
  return (
    <Dialog open onOpenChange={onClose} width="wide" title={`${of.name} ${of.version}, ${of.licence}`}>
      <QueryView query={query} what="the licence" skeleton={8}>
        {(value) => (
          <pre className="font-mono text-xs whitespace-pre-wrap text-muted" tabIndex={0}>
            {value.text}
          </pre>
        )}
      </QueryView>
    </Dialog>
  );
}
