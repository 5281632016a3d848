// PolicyComposer: several keys, one rule. Keys are read from Ledgers one after another or pasted; the core says in words who can spend.
import { useEffect } from 'react';
import { useConsole, useHumanAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Address } from '../../ui/Address.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextArea, TextInput } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Select } from '../../ui/Select.tsx';
import { AccountStored } from './AccountStored.tsx';
import { TransportNote } from './TransportNote.tsx';
import { OperationCard } from './OperationCard.tsx';
import { keysNamed, PRESETS, type Preset } from './policy-template.ts';
import { ChooseDevice } from './ProblemNote.tsx';
import { useShownOperation, useDevice, type TreasuryStatus } from './use-treasury.ts';
import { usePolicyDraft } from './use-policy-draft.ts';
import { WalkList } from './WalkList.tsx';

type ComposerProps = {
  readonly status: TreasuryStatus;
  readonly begun: string | null;
  readonly onBegun: (operation: string) => void;
};

export function PolicyComposer({ status, begun, onBegun }: ComposerProps) {
  const { draft, set, setKey, take, clear } = usePolicyDraft();
  const { name, preset, template, keys, reading } = draft;
  const { queries } = useConsole();
  const { deviceId } = useDevice(status);
  const readKey = useHumanAct('treasury.readKey');
  const register = useHumanAct('treasury.registerPolicy');
  const wanted = keysNamed(template);
  const given = keys.slice(0, wanted).map((key) => key.trim());
  const complete = wanted > 0 && given.length === wanted && given.every((key) => key !== '');
  const check = useRead(
    'treasury.checkPolicy',
    { template, keys: given.length > 0 ? given : [''] },
    { enabled: complete },
  );
  const operation = useShownOperation(status.operation, ['read-key', 'register-policy'], begun);
  const running = operation?.state === 'running';
  const read = operation?.kind === 'read-key' && operation.state === 'done' ? operation.result : null;
  useEffect(() => {
    if (read !== null) take(read);
  }, [read, take]);
  const nameWrong = name !== '' && !/^[\x20-\x7e]{1,64}$/.test(name.trim());
  const ready = complete && check.data !== undefined && name.trim() !== '' && !nameWrong && !running;
  const askKey = (index: number): void => {
    set({ reading: index });
    readKey.mutate({ accountNumber: 0, deviceId }, { onSuccess: ({ operation: id }) => onBegun(id) });
  };
  const begin = (): void => {
    if (!ready) return;
    register.mutate(
      { name: name.trim(), template, keys: given, deviceId },
      {
        onSuccess: ({ operation: id }) => {
          onBegun(id);
          void queries.invalidateQueries({ queryKey: ['treasury.status'] });
        },
      },
    );
  };
  const refusal = refusalText(register.error) ?? refusalText(readKey.error);
  const registered = operation?.kind === 'register-policy' && operation.state === 'done';
  if (registered)
    return (
      <Panel title="Done">
        <AccountStored account={status.accounts.find(({ id }) => id === operation.result)} />
        <p className="mt-3 text-sm text-muted">
          Register the policy on each other Ledger before you sign with it: connect it and do the same again
          with the same name, rule and keys.
        </p>
        <div className="mt-3">
          <Button size="small" onClick={clear}>
            Compose another
          </Button>
        </div>
      </Panel>
    );
  return (
    <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_19rem]">
      <Panel title="The policy" aside={<TransportNote transport={status.device.transport} />}>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            begin();
          }}
        >
          <div className="grid gap-4 md:grid-cols-2">
            <TextInput
              label="Name"
              value={name}
              onValue={(text) => set({ name: text })}
              maxLength={64}
              autoFocus
              placeholder="Board"
              hint="Shown on the Ledger."
              error={
                nameWrong ? 'Plain letters, digits and signs only: the Ledger shows nothing else.' : null
              }
            />
            <Select<Preset>
              label="Rule"
              value={preset}
              onValue={(next) => set({ preset: next, template: PRESETS[next].template })}
              choices={(Object.keys(PRESETS) as Preset[]).map((value) => ({
                value,
                label: PRESETS[value].title,
                hint: PRESETS[value].text,
              }))}
            />
          </div>
          <p className="-mt-2 text-xs text-muted">{PRESETS[preset].text}</p>
          {preset === 'own' && (
            <TextArea
              label="Template (BIP-388)"
              mono
              rows={2}
              value={template}
              onValue={(text) => set({ template: text })}
              maxLength={2_000}
              hint="Keys by place: @0/**, @1/** …"
            />
          )}
          {Array.from({ length: wanted }, (_, index) => (
            <KeyField
              key={index}
              index={index}
              value={keys[index] ?? ''}
              again={
                given.indexOf(given[index] ?? '') !== index &&
                given[index] !== undefined &&
                given[index] !== ''
              }
              busy={running || readKey.isPending}
              onValue={(text) => setKey(index, text)}
              onRead={() => askKey(index)}
            />
          ))}
          <ChooseDevice status={status} besides={operation} />
          {operation && operation.state !== 'done' && (
            <OperationCard
              operation={operation}
              status={status}
              onRetry={
                operation.kind === 'read-key'
                  ? () => askKey(reading ?? Math.max(0, given.indexOf('')))
                  : ready
                    ? begin
                    : null
              }
              retrying={readKey.isPending || register.isPending}
            />
          )}
          {check.data && complete && (
            <div className="rounded-lg border border-line-strong px-3.5 py-3">
              <p className="text-xs font-semibold text-muted">Who can spend</p>
              <p className="mt-0.5 text-sm">{check.data.sentence}</p>
              <p className="mt-2.5 text-xs font-semibold text-muted">Its first address</p>
              <Address text={check.data.firstAddress} what="first address" />
            </div>
          )}
          {complete && refusalText(check.error) !== null && (
            <p role="alert" className="text-sm text-danger">
              {refusalText(check.error)}
            </p>
          )}
          {refusal !== null && (
            <p role="alert" className="text-sm text-danger">
              {refusal}
            </p>
          )}
          <div className="flex items-center gap-3">
            <Button variant="primary" type="submit" busy={register.isPending} disabled={!ready}>
              Register on the Ledger
            </Button>
            <span className="text-xs text-faint">
              {complete ? 'Nothing is stored before the Ledger agreed.' : `${wanted} keys are needed.`}
            </span>
          </div>
        </form>
      </Panel>
      <Panel title="What happens">
        {operation?.kind === 'register-policy' ? (
          <WalkList operation={operation} what="policy" />
        ) : (
          <ol className="flex list-decimal flex-col gap-1.5 pl-5 text-sm text-muted marker:text-faint">
            <li>Each cosigner’s public key is read from its Ledger, or pasted from where it was read.</li>
            <li>The console says in a sentence who can spend. Read it.</li>
            <li>The Ledger shows the policy and every key; you register it there.</li>
            <li>The first address is compared on the glass.</li>
            <li>The registration is kept with the account; losing it only means registering again.</li>
          </ol>
        )}
      </Panel>
    </div>
  );
}

type KeyFieldProps = {
  readonly index: number;
  readonly value: string;
  /** The same key stands above. */
  readonly again: boolean;
  readonly busy: boolean;
  readonly onValue: (text: string) => void;
  readonly onRead: () => void;
};

function KeyField({ index, value, again, busy, onValue, onRead }: KeyFieldProps) {
  return (
    <div className="relative">
      <TextArea
        label={`Key ${index + 1}`}
        mono
        rows={3}
        value={value}
        onValue={onValue}
        maxLength={300}
        placeholder="[f5acc2fd/48'/1'/0'/2']tpub…"
        error={again ? 'This key stands above already: two places would be one Ledger.' : null}
      />
      <span className="absolute -top-1.5 right-0">
        <Button
          size="small"
          variant="quiet"
          disabled={busy}
          aria-label={`Key ${index + 1}: read from the Ledger that is connected`}
          onClick={onRead}
        >
          Read from a Ledger
        </Button>
      </span>
    </div>
  );
}
