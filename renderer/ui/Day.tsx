// Day: a date without its clock, where the hour says nothing: "3 May 2026". In full on hover.
import { useDisplay } from './display.ts';
import { momentInFull, zoneOf } from './format.ts';

export function Day({ at }: { readonly at: number }) {
  const { timeZone } = useDisplay();
  const words = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    ...zoneOf(timeZone),
  }).format(at * 1_000);
  return (
    <time
      dateTime={new Date(at * 1_000).toISOString()}
      title={momentInFull(at)}
      className="whitespace-nowrap"
    >
      {words}
    </time>
  );
}
