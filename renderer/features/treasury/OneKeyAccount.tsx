// OneKeyAccount: name, type and number are chosen, then the walk at the Ledger. The fields stay as they were when it fails.
import { useState } from 'react';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceCards } from '../../ui/ChoiceCards.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { AccountStored } from './AccountStored.tsx';
import { TransportNote } from './TransportNote.tsx';
import { OperationCard } from './OperationCard.tsx';
import { ChooseDevice } from './ProblemNote.tsx';
import { TYPE_WORDS } from './treasury-words.ts';
import { hasStopped, useShownOperation, useDevice, type TreasuryStatus } from './use-treasury.ts';
import { WalkList } from './WalkList.tsx';

type WalkProps = {
  readonly status: TreasuryStatus;
  /** The operation begun from here; it stands in the address, so that a reload finds it. */
  readonly begun: string | null;
  readonly onBegun: (operation: string) => void;
};

export function OneKeyAccount({ status, begun, onBegun }: WalkProps) {
  const [name, setName] = useState('');
  const [type, setType] = useState<'wpkh' | 'tr'>('wpkh');
  const [number, setNumber] = useState<string | null>(null);
  const create = useHumanAct('treasury.createAccount');
  const { deviceId } = useDevice(status);
  const operation = useShownOperation(status.operation, ['create-account'], begun);
  const running = operation?.state === 'running';
  const busyElsewhere = status.operation?.state === 'running' && !running;
  const proposed = String(status.nextAccount[type]);
  const typed = number ?? proposed;
  const wrongNumber = !/^\d{1,10}$/.test(typed) || Number(typed) > 2_147_483_647;
  const ready = name.trim() !== '' && !wrongNumber && !running;
  const begin = (): void => {
    if (!ready || create.isPending) return;
    create.mutate(
      { name: name.trim(), type, accountNumber: Number(typed), deviceId },
      { onSuccess: ({ operation: id }) => onBegun(id) },
    );
  };
  const refusal = refusalText(create.error);
  const coin = status.network === 'mainnet' ? 0 : 1;
  return (
    <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_19rem]">
      <Panel
        title={operation?.state === 'done' ? 'Done' : 'The account'}
        aside={<TransportNote transport={status.device.transport} />}
      >
        {operation?.state === 'done' ? (
          <AccountStored account={status.accounts.find(({ id }) => id === operation.result)} />
        ) : (
          <form
            className="flex max-w-2xl flex-col gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              begin();
            }}
          >
            {!running && (
              <>
                <TextInput
                  label="Name"
                  value={name}
                  onValue={setName}
                  maxLength={200}
                  autoFocus
                  placeholder="Reserve"
                  hint="For you alone; the Ledger does not show it."
                />
                <ChoiceCards
                  label="Type"
                  value={type}
                  onValue={setType}
                  cards={[
                    {
                      value: 'wpkh',
                      title: 'Native SegWit',
                      text: 'BIP-84. Every wallet and exchange can pay to it.',
                    },
                    {
                      value: 'tr',
                      title: 'Taproot',
                      text: 'BIP-86. Smaller when spent; some older services cannot pay to it.',
                    },
                  ]}
                />
                <TextInput
                  label="Account number"
                  value={typed}
                  onValue={setNumber}
                  inputMode="numeric"
                  maxLength={10}
                  mono
                  hint={
                    typed === proposed
                      ? `The next unused one of its kind. Path m/${type === 'tr' ? 86 : 84}'/${coin}'/${typed}'.`
                      : `Path m/${type === 'tr' ? 86 : 84}'/${coin}'/${typed}'. The next unused one is ${proposed}.`
                  }
                  error={wrongNumber ? 'A whole number from 0 on.' : null}
                />
                <ChooseDevice status={status} besides={operation} />
              </>
            )}
            {running && name.trim() !== '' && (
              <p className="text-sm">
                <span className="font-semibold">{name.trim()}</span>{' '}
                <span className="text-muted">
                  · {TYPE_WORDS[type]}, account {typed}
                </span>
              </p>
            )}
            {operation && (
              <OperationCard
                operation={operation}
                status={status}
                onRetry={ready ? begin : null}
                retrying={create.isPending}
              />
            )}
            {hasStopped(operation) && !ready && (
              <p className="text-xs text-warn">Give it a name above, then try again.</p>
            )}
            {refusal !== null && (
              <p role="alert" className="text-sm text-danger">
                {refusal}
              </p>
            )}
            {!running && !(hasStopped(operation) && ready) && (
              <div className="flex items-center gap-3">
                <Button
                  variant={hasStopped(operation) ? 'plain' : 'primary'}
                  type="submit"
                  busy={create.isPending}
                  disabled={!ready || busyElsewhere}
                >
                  Begin at the Ledger
                </Button>
                <span className="text-xs text-faint">
                  {busyElsewhere
                    ? 'Something else is under way at the Ledger.'
                    : status.device.attached.length === 0
                      ? 'No Ledger is connected yet; you will be asked for it.'
                      : 'Have it unlocked, in your hand.'}
                </span>
              </div>
            )}
          </form>
        )}
      </Panel>
      <Panel title="What happens">
        {operation ? <WalkList operation={operation} what="xpub" /> : <Foretold />}
      </Panel>
    </div>
  );
}

function Foretold() {
  return (
    <ol className="flex list-decimal flex-col gap-1.5 pl-5 text-sm text-muted marker:text-faint">
      <li>You connect the Ledger, unlock it and open the Bitcoin app.</li>
      <li>Its fingerprint is read, so that another Ledger is never taken for this one.</li>
      <li>The account’s public key appears on the glass; you approve it there.</li>
      <li>The first address appears on both; you compare every group.</li>
      <li>The account is stored and logged. Without that comparison nothing is.</li>
    </ol>
  );
}
