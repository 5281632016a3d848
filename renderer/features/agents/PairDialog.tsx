// PairDialog: makes a connection and shows its URI once. The URI is a bearer right to spend within the agent's limits (NIP-47).
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { NWC_METHODS, type NwcMethod } from '../../../shared/domain/nwc.ts';
import { useAct, useConsole, useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { Qr } from '../../ui/Qr.tsx';
import { Select } from '../../ui/Select.tsx';
import { Checkbox } from '../../ui/Toggle.tsx';
import { expiryAfter, METHOD_WORDS, SAFE_METHODS, type ExpiryChoice } from './nwc-words.ts';

type PairDialogProps = {
  readonly agentId: string;
  readonly agentName: string;
  readonly onClose: () => void;
  /** Shown under the address, once there is one: set-up watches there for the client's first word. */
  readonly beside?: (connectionId: string) => ReactNode;
};

/** Mount it to open it; the caller unmounts it in `onClose`. */
export function PairDialog({ agentId, agentName, onClose, beside }: PairDialogProps) {
  const create = useHumanAct('connections.create');
  const { queries } = useConsole();
  const secret = useRef<unknown>(undefined);
  useEffect(() => {
    secret.current = create.data;
  }, [create.data]);
  // SECURITY: the secret was in one answer; the cache of past acts would hold it for minutes after the dialog is gone.
  useEffect(
    () => () => {
      const acts = queries.getMutationCache();
      for (const act of acts.getAll())
        if (secret.current !== undefined && act.state.data === secret.current) acts.remove(act);
    },
    [queries],
  );
  const finish = (): void => {
    create.reset();
    onClose();
  };
  return create.data ? (
    <Secret
      id={create.data.id}
      uri={create.data.uri}
      agentName={agentName}
      onDone={finish}
      beside={beside?.(create.data.id)}
    />
  ) : (
    <Ask agentId={agentId} agentName={agentName} create={create} onClose={onClose} />
  );
}

type AskProps = PairDialogProps & {
  readonly create: ReturnType<typeof useHumanAct<'connections.create'>>;
};

function Ask({ agentId, agentName, create, onClose }: AskProps) {
  const [label, setLabel] = useState('');
  const [methods, setMethods] = useState<readonly NwcMethod[]>(SAFE_METHODS);
  const [expiry, setExpiry] = useState<ExpiryChoice>('90');
  const [asked, setAsked] = useState(false);
  const nameless = label.trim() === '';
  const ready = !nameless && methods.length > 0;
  const refusal = refusalText(create.error);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Pair ${agentName}`}
      description="One connection for each place the agent runs: a connection can be revoked without touching the others."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="pair" busy={create.isPending}>
            Make the connection
          </Button>
        </>
      }
    >
      <form
        id="pair"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (!ready || create.isPending) return;
          create.mutate({
            agentId,
            label: label.trim(),
            methods: [...methods],
            expiresAt: expiryAfter(expiry, Math.floor(Date.now() / 1_000)),
          });
        }}
      >
        <TextInput
          label="Where it runs"
          value={label}
          onValue={setLabel}
          maxLength={200}
          placeholder="Production worker"
          error={asked && nameless ? 'Say where it runs, so that you know it when you revoke it.' : null}
          autoFocus
        />
        <fieldset>
          <legend className="mb-2 text-xs font-medium text-muted">It may</legend>
          <div className="flex flex-col gap-2">
            {NWC_METHODS.map((method) => (
              <Checkbox
                key={method}
                label={METHOD_WORDS[method]}
                hint={<span className="font-mono">{method}</span>}
                checked={methods.includes(method)}
                onValue={(checked) =>
                  setMethods(checked ? [...methods, method] : methods.filter((each) => each !== method))
                }
              />
            ))}
          </div>
        </fieldset>
        {asked && methods.length === 0 && (
          <p role="alert" className="text-xs text-danger">
            Tick at least one thing it may do.
          </p>
        )}
        <Select
          label="Ends"
          value={expiry}
          onValue={setExpiry}
          choices={[
            { value: '30', label: 'After 30 days' },
            { value: '90', label: 'After 90 days' },
            { value: '365', label: 'After a year' },
            { value: 'never', label: 'Never', hint: 'Until it is revoked' },
          ]}
        />
        {refusal !== null && (
          <p role="alert" className="text-xs text-danger">
            {refusal}
          </p>
        )}
      </form>
    </Dialog>
  );
}

type SecretProps = {
  readonly id: string;
  readonly uri: string;
  readonly agentName: string;
  readonly onDone: () => void;
  readonly beside: ReactNode;
};

function Secret({ id, uri, agentName, onDone, beside }: SecretProps) {
  const revoke = useAct('connections.revoke');
  const [slipped, setSlipped] = useState(false);
  const refusal = refusalText(revoke.error);
  return (
    <Dialog
      open
      // Esc or a slip must not lose the only copy: one of the two buttons closes it.
      onOpenChange={() => setSlipped(true)}
      title={`Give this to ${agentName} now`}
      description="It is shown this once and is kept nowhere here. Whoever has it can spend within the limits of this agent."
      footer={
        <>
          <Button
            variant="danger"
            busy={revoke.isPending}
            onClick={() =>
              revoke.mutate({ id, reason: 'The pairing URI was not stored' }, { onSuccess: onDone })
            }
          >
            I could not store it: revoke
          </Button>
          <Button variant="primary" onClick={onDone}>
            I stored it
          </Button>
        </>
      }
    >
      <div className="flex flex-col items-center gap-4">
        <Qr text={uri} label="Pairing URI as a QR code" size={256} />
        <div className="w-full rounded-lg border border-line-strong bg-bg p-3">
          <p className="max-h-28 overflow-y-auto font-mono text-xs wrap-anywhere select-all" tabIndex={0}>
            {uri}
          </p>
          <div className="mt-2 flex items-center justify-between border-t border-line pt-2">
            <span className="text-xs text-faint">Clear the clipboard after pasting.</span>
            <CopyButton text={uri} what="pairing URI" withLabel />
          </div>
        </div>
        {beside}
        {(refusal !== null || slipped) && (
          <p role="alert" className="text-xs text-danger">
            {refusal ?? 'This is the only copy. Close it by one of the two buttons below.'}
          </p>
        )}
      </div>
    </Dialog>
  );
}
