// Rail: where one can go, how many payments wait, and whether the log holds.
import { Link } from '@tanstack/react-router';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useRead } from '../bridge/queries.ts';
import { groupDigits, OUTSIDE_WHY, outsideWords } from '../ui/format.ts';
import { Mark } from './Mark.tsx';
import type { Place } from './navigation.ts';
import { usePlaces } from './use-places.ts';

export function Rail() {
  const places = usePlaces();
  return (
    <nav
      aria-label="Screens"
      className="flex w-51 shrink-0 flex-col max-md:w-14 border-r border-line bg-rail"
    >
      <div className="flex h-13 items-center gap-3 px-5 text-base max-md:px-4 font-bold tracking-tight">
        <Mark />
        <span className="max-md:sr-only">Portcullis</span>
      </div>
      <div className="flex-1 overflow-y-auto px-2.5">
        {[1, 2, 3].map((group) => (
          <ul
            key={group}
            className="not-first:mt-2.5 not-first:border-t not-first:border-line not-first:pt-2.5"
          >
            {places
              .filter((place) => place.group === group)
              .map((place) => (
                <RailItem key={place.to} place={place} />
              ))}
          </ul>
        ))}
      </div>
      <LogFoot />
    </nav>
  );
}

function RailItem({ place }: { readonly place: Place }) {
  const Icon = place.icon;
  return (
    <li>
      <Link
        to={place.to}
        activeOptions={{ exact: place.to === '/' }}
        activeProps={{ className: 'bg-selected text-ink' }}
        inactiveProps={{ className: 'text-muted hover:bg-selected/60 hover:text-ink' }}
        title={place.label}
        className="relative flex h-9 items-center gap-3 rounded-lg px-2.5 text-sm"
      >
        <Icon size={15} strokeWidth={1.75} aria-hidden />
        <span className="flex-1 max-md:sr-only">{place.label}</span>
        {place.to === '/approvals' && <Waiting />}
      </Link>
    </li>
  );
}

function Waiting() {
  const count = useRead('fleet.overview', {}).data?.waiting.count ?? 0;
  if (count === 0) return null;
  return (
    <span className="min-w-5 rounded-full max-md:absolute max-md:-top-0.5 max-md:right-0 bg-warn px-1.5 text-center text-2xs font-bold text-on-warn">
      {count}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}

function LogFoot() {
  const log = useRead('timeline.log', {}, { every: 30_000 });
  if (!log.data) return <div className="h-16" />;
  const { state, entries, verified, unanchored, firstBroken } = log.data;
  const LogIcon = state === 'broken' ? ShieldAlert : ShieldCheck;
  return (
    <Link
      to="/timeline"
      title={OUTSIDE_WHY}
      className={`block px-5 py-4 text-2xs leading-4.5 hover:text-muted max-md:flex max-md:justify-center max-md:px-0 ${state === 'broken' ? 'font-semibold text-danger' : 'text-faint'}`}
    >
      <LogIcon size={15} strokeWidth={1.75} aria-hidden className="md:hidden" />
      <span aria-live="polite" className="max-md:sr-only">
        {state === 'intact' && `Log intact · ${groupDigits(entries)} ${entries === 1 ? 'entry' : 'entries'}`}
        {state === 'verifying' && `Verifying · ${groupDigits(verified)} of ${groupDigits(entries)}`}
        {state === 'broken' && `Log broken at entry ${groupDigits(firstBroken ?? 0)}`}
      </span>
      <span className="block max-md:sr-only">{outsideWords(unanchored)}</span>
    </Link>
  );
}
