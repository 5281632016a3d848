// The relays step: each relay is tried as an agent would use it, and only those that served are stored.
import { useRef, useState } from 'react';
import type { RelayReport } from '../../../shared/contract/setup.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { RefusedError, refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { relayUrls } from '../settings/relay-urls.ts';
import { RelayResult, type Trial } from './RelayResult.tsx';

type RelaysStepProps = { readonly stored: readonly string[]; readonly onward: () => void };

export function RelaysStep({ stored, onward }: RelaysStepProps) {
  const [text, setText] = useState(stored.join('\n'));
  const [trials, setTrials] = useState<ReadonlyMap<string, Trial>>(new Map());
  const [asked, setAsked] = useState(false);
  const attempt = useHumanAct('setup.tryRelay');
  const set = useHumanAct('relays.set');
  const say = useToast();
  const field = useRef<HTMLTextAreaElement>(null);
  const urls = relayUrls(text);
  const wrong = asked && typeof urls === 'string' ? urls : null;
  const running = [...trials.values()].some((trial) => trial === 'running');
  const fitting = typeof urls === 'string' ? [] : urls.filter((url) => fits(trials.get(url)));

  const tryOne = async (url: string): Promise<void> => {
    setTrials((all) => new Map(all).set(url, 'running'));
    const found: Trial = await attempt
      .mutateAsync({ url })
      .catch((error: unknown) =>
        error instanceof RefusedError ? error : new RefusedError('internal', String(error)),
      );
    setTrials((all) => new Map(all).set(url, found));
  };
  const tryAll = async (list: readonly string[]): Promise<void> => {
    setTrials(new Map());
    const [first, ...others] = list;
    if (first === undefined) return;
    // The first may ask for the passphrase; the others then find it given.
    await tryOne(first);
    await Promise.all(others.map(tryOne));
  };

  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (running) return;
        if (typeof urls === 'string') field.current?.focus();
        else void tryAll(urls);
      }}
    >
      <TextArea
        ref={field}
        label="One address on each line"
        value={text}
        onValue={setText}
        mono
        rows={4}
        placeholder="wss://relay.example.org"
        hint="Your own is best. Encrypted addresses (wss://) only, or ws:// on this machine."
        error={wrong}
      />
      {trials.size > 0 && (
        <ul aria-label="What the trial found" className="divide-y divide-line rounded-lg border border-line">
          {[...trials].map(([url, trial]) => (
            <RelayResult key={url} url={url} trial={trial} />
          ))}
        </ul>
      )}
      {refusalText(set.error) !== null && (
        <p role="alert" className="text-sm text-danger">
          {refusalText(set.error)}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Button variant={fitting.length > 0 ? 'plain' : 'primary'} size="large" type="submit" busy={running}>
          {running ? 'Trying' : trials.size > 0 ? 'Try again' : 'Try them'}
        </Button>
        {fitting.length > 0 && !running && (
          <Button
            variant="primary"
            size="large"
            busy={set.isPending}
            onClick={() =>
              set.mutate(
                { urls: [...fitting] },
                {
                  onSuccess: () => {
                    say(
                      'ok',
                      fitting.length === 1 ? 'The relay is stored' : `${fitting.length} relays are stored`,
                    );
                    onward();
                  },
                },
              )
            }
          >
            {fitting.length === 1 ? 'Use the one that served' : `Use the ${fitting.length} that served`}
          </Button>
        )}
        {stored.length > 0 && trials.size === 0 && <Button onClick={onward}>Keep these and go on</Button>}
        <span className="text-xs text-faint">
          The trial sends one throw-away request under a key made for it, and waits for it to come back.
        </span>
      </div>
    </form>
  );
}

const fits = (trial: Trial | undefined): trial is RelayReport =>
  trial !== undefined && trial !== 'running' && !(trial instanceof RefusedError) && trial.fits;
