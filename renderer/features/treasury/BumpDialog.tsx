// BumpDialog: a higher fee for a transaction that is in no block: by replacing it (BIP-125), or by a child that pays for it.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ChainRow } from '../../../shared/contract/treasury.ts';
import { useAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceCards, type Card } from '../../ui/ChoiceCards.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FeeField, useFeeRate } from './FeeField.tsx';

type How = 'replace' | 'child';
type BumpDialogProps = { readonly accountId: string; readonly row: ChainRow; readonly onClose: () => void };

const CARDS: Readonly<Record<How, Card<How>>> = {
  replace: {
    value: 'replace',
    title: 'Replace it',
    text: 'The same payment with a higher fee. The first one becomes void. Usually cheapest.',
  },
  child: {
    value: 'child',
    title: 'A child pays',
    text: 'Its change is spent again with a fee that pays for both. For when it cannot be replaced.',
  },
};

export function BumpDialog({ accountId, row, onClose }: BumpDialogProps) {
  const able: readonly How[] = [
    ...(row.canBump ? (['replace'] as const) : []),
    ...(row.canPayForParent ? (['child'] as const) : []),
  ];
  const [how, setHow] = useState<How>(able[0] ?? 'replace');
  const [typed, setTyped] = useState<string | null>(null);
  const { rate } = useFeeRate(typed);
  const bump = useAct('treasury.bump');
  const navigate = useNavigate();
  const go = (): void => {
    if (rate === undefined || bump.isPending) return;
    bump.mutate(
      { accountId, txid: row.txid, how, feeRate: rate, instead: null },
      {
        onSuccess: ({ draft }) => void navigate({ to: '/treasury/drafts/$id', params: { id: draft.id } }),
      },
    );
  };
  return (
    <Dialog
      open
      width="wide"
      onOpenChange={onClose}
      title="A higher fee"
      description={
        row.label === ''
          ? 'Nothing is sent yet: you see the transaction before you sign it.'
          : `${row.label}. Nothing is sent yet: you see the transaction before you sign it.`
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="bump"
            busy={bump.isPending}
            disabled={rate === undefined}
          >
            Make the transaction
          </Button>
        </>
      }
    >
      <form
        id="bump"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        {able.length > 1 && (
          <ChoiceCards label="How" value={how} onValue={setHow} cards={able.map((each) => CARDS[each])} />
        )}
        {able.length === 1 && <p className="text-sm text-muted">{CARDS[how].text}</p>}
        <FeeField value={typed} onValue={setTyped} error={refusalText(bump.error)} />
      </form>
    </Dialog>
  );
}
