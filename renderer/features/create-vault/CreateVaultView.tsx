// Create the vault: the passphrase, how long it would withstand guessing, and the one thing that must be understood.
import { useEffect, useState } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useAct, useConsole } from '../../bridge/queries.ts';
import { Doorway } from '../../app/Doorway.tsx';
import { Button } from '../../ui/Button.tsx';
import { PassphraseInput } from '../../ui/PassphraseInput.tsx';
import { Checkbox } from '../../ui/Toggle.tsx';

/** Own default, in milliseconds. */
const STILL_TYPING_MS = 250;

type Strength = Value<'vault.passphraseStrength'>;

/**
 * SECURITY: asked beside the query cache, which would keep every passphrase that was typed as the name of a query.
 * The answer to an older text is dropped.
 */
function useStrength(passphrase: string): Strength | null {
  const { client } = useConsole();
  const [strength, setStrength] = useState<Strength | null>(null);
  useEffect(() => {
    if (passphrase === '') return;
    let old = false;
    const timer = setTimeout(() => {
      void client['vault.passphraseStrength']({ passphrase }).then((answer) => {
        if (!old && answer.ok) setStrength(answer.value);
      });
    }, STILL_TYPING_MS);
    return () => {
      old = true;
      clearTimeout(timer);
    };
  }, [client, passphrase]);
  // While the next answer is on its way the last one stands, so that the meter does not flicker.
  return passphrase === '' ? null : strength;
}

export function CreateVaultView() {
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [understood, setUnderstood] = useState(false);
  const create = useAct('vault.create');
  const explore = useAct('app.explorePractice');
  const differs = repeated !== '' && !passphrase.startsWith(repeated) && repeated !== passphrase;
  const [asked, setAsked] = useState(false);
  const missing =
    passphrase === ''
      ? 'Type a passphrase first.'
      : repeated !== passphrase
        ? 'Type the same passphrase again.'
        : understood
          ? null
          : 'Tick that you know it cannot be recovered.';
  return (
    <Doorway
      title="Choose the passphrase of the vault"
      lead="Step 1 of 6. It encrypts the keys, the ledger and the log on this machine. Several words that do not belong together are better than one clever word."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (missing !== null || create.isPending) return;
          // The console opens where the set-up goes on; until there is a vault this address means nothing.
          location.hash = '#/setup';
          create.mutate({ passphrase });
        }}
      >
        <div>
          <PassphraseInput
            label="Passphrase"
            value={passphrase}
            onValue={setPassphrase}
            autoFocus
            autoComplete="new-password"
            error={create.error?.message}
          />
          <StrengthMeter passphrase={passphrase} />
        </div>
        <PassphraseInput
          label="The same again"
          value={repeated}
          onValue={setRepeated}
          autoComplete="new-password"
          error={differs ? 'The two are not the same.' : null}
        />
        <Checkbox
          label="I know that it cannot be recovered"
          hint="Nobody can reset it, we neither. Without it the keys in this vault are lost; write it down and keep it apart from this machine."
          checked={understood}
          onValue={setUnderstood}
        />
        <Button variant="primary" size="large" type="submit" wide busy={create.isPending}>
          {create.isPending ? 'Making the vault' : 'Make the vault'}
        </Button>
        {asked && missing !== null && (
          <p role="alert" className="-mt-2 text-center text-xs text-danger">
            {missing}
          </p>
        )}
        <Button
          variant="quiet"
          wide
          busy={explore.isPending}
          disabled={create.isPending}
          onClick={() => explore.mutate({})}
        >
          Explore the practice fleet first
        </Button>
      </form>
    </Doorway>
  );
}

const SCORES = [
  { word: 'Very weak', bar: 'bg-danger', text: 'text-danger' },
  { word: 'Weak', bar: 'bg-danger', text: 'text-danger' },
  { word: 'Fair', bar: 'bg-warn', text: 'text-warn' },
  { word: 'Good', bar: 'bg-ok', text: 'text-ok' },
  { word: 'Strong', bar: 'bg-ok', text: 'text-ok' },
] as const;

function StrengthMeter({ passphrase }: { readonly passphrase: string }) {
  const value = useStrength(passphrase);
  const score = value ? SCORES[value.score as 0 | 1 | 2 | 3 | 4] : null;
  return (
    <div className="mt-2 min-h-16">
      <div aria-hidden className="flex gap-1">
        {[0, 1, 2, 3].map((step) => (
          <span
            key={step}
            className={`h-1 flex-1 rounded-full ${value && score && step < value.score ? score.bar : 'bg-track'}`}
          />
        ))}
      </div>
      <p role="status" className="mt-1.5 text-xs text-muted">
        {value && score && (
          <>
            <span className={`font-semibold ${score.text}`}>{score.word}.</span> {value.sentence}
          </>
        )}
      </p>
    </div>
  );
}
