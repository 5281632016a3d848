// DraftList: transactions that wait for a signature, for the word to send them, or for blocks.
import { Link } from '@tanstack/react-router';
import type { DraftRow } from '../../../shared/contract/treasury.ts';
import { Amount } from '../../ui/Amount.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { draftState, openDrafts, paidAway, purposeWords } from './treasury-words.ts';

export function DraftList({ drafts }: { readonly drafts: readonly DraftRow[] }) {
  const open = openDrafts(drafts);
  if (open.length === 0) return null;
  return (
    <Panel
      title="Under way"
      body="flush"
      tone={open.some(({ state }) => state === 'signed') ? 'warn' : 'plain'}
    >
      <ul className="border-t border-line">
        {open.map((draft) => (
          <DraftLine key={draft.id} draft={draft} />
        ))}
      </ul>
    </Panel>
  );
}

function DraftLine({ draft }: { readonly draft: DraftRow }) {
  const [tone, word] = draftState(draft);
  const to = draft.outputs.filter(({ kind }) => kind === 'payment');
  const name = to[0]?.label || 'an address without a label';
  return (
    <li className="border-line not-last:border-b">
      <Link
        to="/treasury/drafts/$id"
        params={{ id: draft.id }}
        className="grid min-h-row grid-cols-[minmax(0,1fr)_auto_auto_5rem] items-center gap-x-5 px-3.5 py-1 text-sm hover:bg-raised focus-visible:-outline-offset-2"
      >
        <span className="truncate">
          <span className="font-medium">{purposeWords(draft.purpose)}</span>
          <span className="text-muted">
            {' '}
            from <FencedInline text={draft.accountName} />
            {to.length > 0 && (
              <>
                {' '}
                to <FencedInline text={name} />
                {to.length > 1 && ` and ${to.length - 1} more`}
              </>
            )}
          </span>
        </span>
        <Amount msat={paidAway(draft)} />
        <StatusChip tone={tone}>{word}</StatusChip>
        <span className="text-right text-xs text-faint">
          <Time at={draft.createdAt} />
        </span>
      </Link>
    </li>
  );
}
