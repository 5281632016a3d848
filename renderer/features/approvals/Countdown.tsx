// Countdown: what is left to decide, ticking; red in the last minute, and said aloud at a few moments only.
import { countdownFigure } from '../../ui/format.ts';
import { useNow } from '../../ui/display.ts';

const LAST_MINUTE = 60;

export function Countdown({
  until,
  size = 'text',
}: {
  readonly until: number;
  readonly size?: 'text' | 'figure';
}) {
  const left = until - useNow();
  const tone = left <= LAST_MINUTE ? 'text-danger' : size === 'figure' ? 'text-warn' : '';
  return (
    <span
      role="timer"
      aria-live="off"
      className={`${tone} ${size === 'figure' ? 'text-figure font-semibold' : ''}`}
    >
      {left <= 0 ? 'expired' : countdownFigure(left)}
    </span>
  );
}

/** For screen readers: a timer that spoke each second would drown everything else. */
export function CountdownVoice({ until }: { readonly until: number }) {
  const left = until - useNow();
  const words =
    left <= 0
      ? 'The time to decide is over.'
      : left <= 10
        ? 'Ten seconds left to decide.'
        : left <= LAST_MINUTE
          ? 'One minute left to decide.'
          : '';
  return (
    <span role="status" className="sr-only">
      {words}
    </span>
  );
}
