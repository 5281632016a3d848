// FollowPanel: a transaction that left, followed until it is deep enough; stuck ones can be given a higher fee.
import { useState } from 'react';
import type { DraftRow } from '../../../shared/contract/treasury.ts';
import { useRead } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { BumpDialog } from './BumpDialog.tsx';

export function FollowPanel({ draft }: { readonly draft: DraftRow }) {
  const account = useRead('treasury.account', { id: draft.accountId }, { every: 15_000 });
  const [bumping, setBumping] = useState(false);
  const row = account.data?.history.find(({ txid }) => txid === draft.txid);
  const deep = draft.state === 'confirmed' || row?.state === 'confirmed';
  const doubt = row?.state === 'conflicted' || row?.state === 'reorganised';
  const share = row ? Math.min(1, row.confirmations / Math.max(1, row.wanted)) : 0;
  return (
    <Panel title={deep ? 'Confirmed' : 'On its way'} tone={doubt ? 'danger' : 'plain'}>
      <div className="flex flex-col gap-2.5">
        <p role="status" className="text-sm">
          {deep
            ? `Deep enough: ${row?.confirmations ?? 'enough'} confirmations.`
            : doubt
              ? 'In doubt: another transaction spends the same coins, or its block was replaced. Do not treat it as paid.'
              : row === undefined
                ? 'Sent. The chain source has not told of it yet.'
                : row.confirmations === 0
                  ? 'Sent, in no block yet. Blocks come every ten minutes on average.'
                  : `In a block: ${row.confirmations} of ${row.wanted} confirmations.`}
        </p>
        {row && !deep && (
          <div
            role="progressbar"
            aria-label="Confirmations"
            aria-valuemin={0}
            aria-valuemax={row.wanted}
            aria-valuenow={Math.min(row.confirmations, row.wanted)}
            className="keeps-fill h-1.5 overflow-hidden rounded-full bg-track"
          >
            <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />
          </div>
        )}
        {draft.txid !== null && <CopyText text={draft.txid} what="transaction id" />}
        {row && (row.canBump || row.canPayForParent) && (
          <div>
            <Button size="small" onClick={() => setBumping(true)}>
              Higher fee …
            </Button>
          </div>
        )}
      </div>
      {bumping && row && (
        <BumpDialog accountId={draft.accountId} row={row} onClose={() => setBumping(false)} />
      )}
    </Panel>
  );
}
