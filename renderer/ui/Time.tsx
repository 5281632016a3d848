// Time: a moment in the operator's zone, in full on hover. The relative word comes second and never alone.
import { useDisplay, useNow, useToday } from './display.ts';
import { durationWords, momentInFull, momentWords, relativeWords } from './format.ts';

type TimeProps = {
  /** Unix seconds. */
  readonly at: number;
  /** Adds "1 min 48 s ago". */
  readonly relative?: boolean;
  readonly withSeconds?: boolean;
};

export function Time({ at, relative = false, withSeconds = false }: TimeProps) {
  return relative ? (
    <Ticking at={at} withSeconds={withSeconds} />
  ) : (
    <Moment at={at} withSeconds={withSeconds} />
  );
}

function Moment({ at, withSeconds }: { readonly at: number; readonly withSeconds: boolean }) {
  const { timeZone } = useDisplay();
  const today = useToday();
  return (
    <time
      dateTime={new Date(at * 1_000).toISOString()}
      title={momentInFull(at)}
      className="whitespace-nowrap"
    >
      {momentWords(at, today, timeZone, withSeconds)}
    </time>
  );
}

function Ticking({ at, withSeconds }: { readonly at: number; readonly withSeconds: boolean }) {
  const now = useNow();
  return (
    <>
      <Moment at={at} withSeconds={withSeconds} />
      <span> · {relativeWords(at, now)}</span>
    </>
  );
}

/** The clock alone, for a moment less than a day away that is known to be so. */
export function Clock({ at }: { readonly at: number }) {
  const { timeZone } = useDisplay();
  return (
    <time
      dateTime={new Date(at * 1_000).toISOString()}
      title={momentInFull(at)}
      className="whitespace-nowrap"
    >
      {momentWords(at, at, timeZone, false)}
    </time>
  );
}

/** The relative words alone, for the second place in a sentence: "first expires in 8 min 12 s". */
export function Relative({ at }: { readonly at: number }) {
  return <span title={momentInFull(at)}>{relativeWords(at, useNow())}</span>;
}

/** How long it has lasted: "38 s". `since` in unix seconds. */
export function Age({ since }: { readonly since: number }) {
  return <span title={momentInFull(since)}>{durationWords(Math.max(0, useNow() - since))}</span>;
}
