// Unlock: the passphrase and nothing else. Nothing of the fleet is on this page.
import { useState } from 'react';
import { useAct } from '../../bridge/queries.ts';
import type { Value } from '../../bridge/client.ts';
import { Doorway } from '../../app/Doorway.tsx';
import { Button } from '../../ui/Button.tsx';
import { useNow } from '../../ui/display.ts';
import { durationWords } from '../../ui/format.ts';
import { PassphraseInput } from '../../ui/PassphraseInput.tsx';

export function UnlockView({ status }: { readonly status: Value<'app.status'> }) {
  const [passphrase, setPassphrase] = useState('');
  const unlock = useAct('vault.unlock');
  const now = useNow();
  const wait = Math.max(0, (status.unlockRetryAt ?? 0) - now);
  const cold = status.phase === 'cold';
  return (
    <Doorway
      title={cold ? 'Unlock the vault' : 'Locked'}
      lead={
        cold
          ? 'The gate is closed since the start: no agent can spend until the vault is unlocked.'
          : `Agents go on being served by policy. Unlock to see and to decide.${status.fleet === 'practice' ? ' The practice passphrase is “practice”.' : ''}`
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase === '' || wait > 0 || unlock.isPending) return;
          unlock.mutate({ passphrase }, { onError: () => setPassphrase('') });
        }}
      >
        <PassphraseInput
          label="Passphrase"
          value={passphrase}
          onValue={setPassphrase}
          autoFocus
          autoComplete="current-password"
          disabled={wait > 0}
          error={wait > 0 ? null : unlock.error?.message}
        />
        <Button
          variant="primary"
          size="large"
          type="submit"
          wide
          busy={unlock.isPending}
          disabled={passphrase === '' || wait > 0}
        >
          {wait > 0 ? `Try again in ${durationWords(wait)}` : 'Unlock'}
        </Button>
      </form>
      <p role="status" className="mt-4 min-h-5 text-xs text-warn">
        {status.failedUnlocks > 0 &&
          `${status.failedUnlocks} wrong ${status.failedUnlocks === 1 ? 'passphrase' : 'passphrases'} since the last good one. If it was not you, someone else was at this machine.`}
      </p>
    </Doorway>
  );
}
