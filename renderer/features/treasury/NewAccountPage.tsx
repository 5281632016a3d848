// NewAccountPage: an account begins at the Ledger. One key, or a policy of several; each is walked step by step and can be taken up again.
import { useId } from 'react';
import { useAddress, textPart } from '../../ui/address.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { OneKeyAccount } from './OneKeyAccount.tsx';
import { PolicyComposer } from './PolicyComposer.tsx';
import { TreasuryCrumb } from './TreasuryCrumb.tsx';
import { useTreasury } from './use-treasury.ts';

const KINDS = [
  ['one', 'One Ledger', 'One key signs. The usual account.'],
  ['policy', 'Several keys', 'Such as 2 of 3 Ledgers, or one with a way back.'],
] as const;

export function NewAccountPage() {
  const query = useTreasury();
  const { search, change } = useAddress();
  const kind = search['kind'] === 'policy' ? 'policy' : 'one';
  const begun = textPart(search['op']) || null;
  const begin = (op: string): void => void change({ op });
  const group = useId();
  return (
    <Page
      title="New account on Ledger"
      crumbs={<TreasuryCrumb />}
      lead="The key is made and kept on the Ledger. The console reads its public half and nothing else."
    >
      <QueryView query={query} what="the treasury" skeleton={6}>
        {(status) => (
          <div className="grid items-start gap-3 lg:grid-cols-[15rem_minmax(0,1fr)]">
            <Panel>
              <fieldset className="flex flex-col gap-2">
                <legend className="mb-2 text-xs font-semibold text-muted">Who signs</legend>
                {KINDS.map(([value, title, text]) => (
                  <label
                    key={value}
                    className={`flex gap-2.5 rounded-lg border px-3 py-2.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${value === kind ? 'border-accent bg-accent/8' : 'border-field hover:border-muted'}`}
                  >
                    <input
                      type="radio"
                      name={group}
                      checked={value === kind}
                      onChange={() =>
                        void change({ kind: value === 'one' ? undefined : value, op: undefined })
                      }
                      className="mt-0.5 size-4 shrink-0 accent-(--accent) outline-none"
                    />
                    <span>
                      <span className="block text-sm font-medium">{title}</span>
                      <span className="block text-xs text-muted">{text}</span>
                    </span>
                  </label>
                ))}
              </fieldset>
            </Panel>
            {kind === 'one' ? (
              <OneKeyAccount status={status} begun={begun} onBegun={begin} />
            ) : (
              <PolicyComposer status={status} begun={begun} onBegun={begin} />
            )}
          </div>
        )}
      </QueryView>
    </Page>
  );
}
