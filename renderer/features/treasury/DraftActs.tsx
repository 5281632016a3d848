// DraftActs: what can be done with a transaction now: sign it, take it elsewhere, throw it away, or send it for good.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { DraftRow } from '../../../shared/contract/treasury.ts';
import { useAct, useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { useDisplay } from '../../ui/display.ts';
import { HoldButton } from '../../ui/HoldButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { TransportNote } from './TransportNote.tsx';
import { FollowPanel } from './FollowPanel.tsx';
import { LinkButton } from './LinkButton.tsx';
import { OperationCard } from './OperationCard.tsx';
import { ChooseDevice } from './ProblemNote.tsx';
import { PsbtDialog } from './PsbtDialog.tsx';
import { paidAway } from './treasury-words.ts';
import { useShownOperation, useDevice, type TreasuryStatus } from './use-treasury.ts';

type DraftActsProps = {
  readonly draft: DraftRow;
  readonly status: TreasuryStatus;
  /** Shows the amounts of this page although balances are hidden elsewhere. */
  readonly onReveal: () => void;
};

export function DraftActs(props: DraftActsProps) {
  switch (props.draft.state) {
    case 'draft':
    case 'signing':
      return <Sign {...props} />;
    case 'signed':
      return <Broadcast {...props} />;
    case 'broadcast':
    case 'confirmed':
      return <FollowPanel draft={props.draft} />;
    case 'replaced':
      return (
        <Panel title="Replaced">
          <p className="text-sm text-muted">
            Another transaction spent its coins. This one can never confirm.
          </p>
        </Panel>
      );
    case 'discarded':
      return (
        <Panel title="Thrown away">
          <p className="text-sm text-muted">It was never sent. Its coins are free.</p>
        </Panel>
      );
  }
}

// SECURITY: nobody may sign or send an amount that is not on the screen.
function Hidden({ onReveal, to }: { readonly onReveal: () => void; readonly to: string }) {
  return (
    <div className="rounded-lg border border-line-strong px-3 py-2.5 text-sm">
      <p className="text-muted">Amounts are hidden. They must be on the screen {to}.</p>
      <div className="mt-2">
        <Button size="small" onClick={onReveal}>
          Show them on this page
        </Button>
      </div>
    </div>
  );
}

function Sign({ draft, status, onReveal }: DraftActsProps) {
  const sign = useHumanAct('treasury.sign');
  const { hideBalances } = useDisplay();
  const { deviceId } = useDevice(status);
  const [psbt, setPsbt] = useState(false);
  const { operation: current } = status;
  const shown = useShownOperation(current, ['sign'], current?.id ?? null, draft.id);
  const operation = shown?.state === 'done' ? null : shown;
  const running = operation?.state === 'running';
  const begin = (): void => sign.mutate({ draftId: draft.id, deviceId });
  const { have, needed } = draft.signatures;
  const refusal = refusalText(sign.error);
  return (
    <Panel
      title={needed > 1 ? `Sign · ${have} of ${needed} signatures` : 'Sign'}
      aside={<TransportNote transport={status.device.transport} />}
    >
      <div className="flex flex-col gap-2.5">
        {operation && (
          <OperationCard
            operation={operation}
            status={status}
            screens={false}
            onRetry={hideBalances ? null : begin}
            retrying={sign.isPending}
          />
        )}
        <ChooseDevice status={status} besides={operation} />
        {hideBalances && <Hidden onReveal={onReveal} to="before you sign" />}
        {refusal !== null && (
          <p role="alert" className="text-sm text-danger">
            {refusal}
          </p>
        )}
        {!running && (
          <>
            {operation === null && (
              <Button
                variant="primary"
                size="large"
                wide
                busy={sign.isPending}
                disabled={hideBalances || current?.state === 'running'}
                onClick={begin}
              >
                {have > 0 ? 'Sign with the next Ledger' : 'Sign on the Ledger'}
              </Button>
            )}
            <p className="text-xs text-faint">
              Signing sends nothing. The signatures are checked, and the transaction compared with this page,
              before you are asked to send it.
            </p>
            <div className="flex flex-wrap gap-2 border-t border-line pt-2.5">
              <Button size="small" onClick={() => setPsbt(true)}>
                PSBT file or QR …
              </Button>
              {draft.state === 'draft' && draft.purpose === 'spend' && (
                <LinkButton
                  to="/treasury/accounts/$id/send"
                  params={{ id: draft.accountId }}
                  search={{ draft: draft.id } as never}
                  small
                >
                  Change …
                </LinkButton>
              )}
              <Discard draft={draft} />
            </div>
          </>
        )}
      </div>
      {psbt && <PsbtDialog draft={draft} onClose={() => setPsbt(false)} />}
    </Panel>
  );
}

function Discard({ draft }: { readonly draft: DraftRow }) {
  const discard = useAct('treasury.discard');
  const navigate = useNavigate();
  const say = useToast();
  return (
    <Button
      size="small"
      variant="quiet"
      busy={discard.isPending}
      onClick={() =>
        discard.mutate(
          { draftId: draft.id },
          {
            onSuccess: () => {
              say('ok', 'The transaction is thrown away', 'It was never sent. Its coins are free.');
              void navigate({ to: '/treasury' });
            },
            onError: (error) => say('danger', 'It was not thrown away', error.message),
          },
        )
      }
    >
      Throw away
    </Button>
  );
}

function Broadcast({ draft, status, onReveal }: DraftActsProps) {
  const broadcast = useHumanAct('treasury.broadcast');
  const { hideBalances } = useDisplay();
  const away = status.chain.state !== 'ready';
  const refusal = refusalText(broadcast.error);
  const { txid } = draft;
  return (
    <Panel title="Send it" tone="warn">
      <div className="flex flex-col gap-2.5">
        <p className="text-sm text-ok">
          Signed. Every signature was checked, and the transaction is the one on this page.
        </p>
        <p className="text-sm">
          <strong className="font-semibold">This is irreversible.</strong> Once it is sent nobody can call{' '}
          <Amount msat={paidAway(draft)} /> back.
        </p>
        {txid !== null && (
          <p className="text-xs text-muted">
            Transaction <span className="font-mono wrap-anywhere select-text">{txid}</span>
          </p>
        )}
        {hideBalances && <Hidden onReveal={onReveal} to="before you send" />}
        {away && (
          <p className="text-sm text-warn">
            The chain source does not answer, so it cannot be sent from here now. It waits, signed.
          </p>
        )}
        {refusal !== null && (
          <p role="alert" className="text-sm text-danger">
            {refusal}
          </p>
        )}
        <HoldButton
          busy={broadcast.isPending}
          busyLabel="Sending …"
          disabled={hideBalances || away || txid === null}
          onHeld={() => {
            if (txid !== null) broadcast.mutate({ draftId: draft.id, txid, understood: true });
          }}
        >
          Hold to send <Amount msat={paidAway(draft)} />
        </HoldButton>
        <div className="border-t border-line pt-2.5">
          <Discard draft={draft} />
        </div>
      </div>
    </Panel>
  );
}
