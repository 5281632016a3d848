// TimelineFilters: whose, what kind, how it ended, how bad, when, and words. All of it stands in the page's address.
import { Search, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import {
  AUDIT_CATEGORIES,
  AUDIT_LEVELS,
  AUDIT_OUTCOMES,
  type AuditLevel,
} from '../../../shared/domain/audit-entry.ts';
import { useRead } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { INPUT_SHAPE } from '../../ui/Field.tsx';
import { MultiSelect } from '../../ui/MultiSelect.tsx';
import { Select } from '../../ui/Select.tsx';
import { compareKeys } from '../../ui/table-order.ts';
import { useTyped } from '../../ui/use-typed.ts';
import {
  categoriesOf,
  isFiltered,
  outcomesOf,
  utcSeconds,
  utcTyped,
  type SearchChange,
  type Since,
  type TimelineSearch,
} from './timeline-search.ts';
import { CATEGORY_LABELS, LEVEL_LABELS } from './timeline-words.ts';

type TimelineFiltersProps = {
  readonly search: TimelineSearch;
  /** `typing`: one of many small changes, of which Back undoes none by itself. */
  readonly onChange: (change: SearchChange, typing?: 'typing') => void;
  readonly onClear: () => void;
};

type When = 'any' | Since | 'between';
const WHEN: readonly { readonly value: When; readonly label: string }[] = [
  { value: 'any', label: 'Any time' },
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 h' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: 'between', label: 'Between …' },
];
const ANYONE = '-';
const NOBODY: readonly AgentRow[] = [];

export function TimelineFilters({ search, onChange, onClear }: TimelineFiltersProps) {
  const agents = useRead('agents.list', {}).data?.agents ?? NOBODY;
  const hasRange = search.from !== undefined || search.to !== undefined;
  const [between, setBetween] = useState(hasRange);
  const when: When = search.since ?? (between || hasRange ? 'between' : 'any');
  // A thousand agents are pushed five times a second; their names seldom change.
  const names = useMemo(
    () =>
      agents
        .map((agent) => ({ value: agent.id, label: agent.name }))
        .toSorted((a, b) => compareKeys(a.label, b.label)),
    [agents],
  );
  const gone =
    search.agent !== undefined && !agents.some((agent) => agent.id === search.agent)
      ? [{ value: search.agent, label: search.agent }]
      : [];
  return (
    <div role="search" aria-label="Filter the timeline" className="flex flex-wrap items-center gap-2">
      <Words
        text={search.text ?? ''}
        onText={(text) => onChange({ text: text === '' ? undefined : text }, 'typing')}
      />
      <div className="min-w-40 flex-1">
        <Select
          label="Agent"
          hideLabel
          size="small"
          value={search.agent ?? ANYONE}
          onValue={(agent) => onChange({ agent: agent === ANYONE ? undefined : agent })}
          choices={[{ value: ANYONE, label: 'All agents' }, ...gone, ...names]}
        />
      </div>
      <div className="min-w-36 flex-1">
        <MultiSelect
          label="Category"
          values={categoriesOf(search)}
          onValues={(values) => onChange({ category: values.join(',') })}
          choices={AUDIT_CATEGORIES.map((value) => ({ value, label: CATEGORY_LABELS[value] }))}
          all="All categories"
          many="categories"
        />
      </div>
      <div className="min-w-34 flex-1">
        <MultiSelect
          label="Outcome"
          values={outcomesOf(search)}
          onValues={(values) => onChange({ outcome: values.join(',') })}
          choices={AUDIT_OUTCOMES.map((value) => ({ value, label: value }))}
          all="All outcomes"
          many="outcomes"
        />
      </div>
      <div className="min-w-40 flex-1">
        <Select<AuditLevel>
          label="Level"
          hideLabel
          size="small"
          value={search.level ?? 'debug'}
          onValue={(level) => onChange({ level })}
          choices={AUDIT_LEVELS.map((value) => ({ value, label: LEVEL_LABELS[value] }))}
        />
      </div>
      <div className="min-w-31 flex-1">
        <Select<When>
          label="Time"
          hideLabel
          size="small"
          value={when}
          onValue={(next) => {
            setBetween(next === 'between');
            onChange({
              since: next === 'any' || next === 'between' ? undefined : next,
              from: undefined,
              to: undefined,
            });
          }}
          choices={WHEN}
        />
      </div>
      {when === 'between' && (
        <span className="flex items-center gap-2 text-xs text-muted">
          <Moment label="From, UTC" at={search.from} onAt={(from) => onChange({ from }, 'typing')} />
          to
          <Moment label="To, UTC" at={search.to} onAt={(to) => onChange({ to }, 'typing')} />
          UTC
        </span>
      )}
      {isFiltered(search) && (
        <Button
          variant="quiet"
          icon={<X size={13} aria-hidden />}
          onClick={() => {
            setBetween(false);
            onClear();
          }}
        >
          Clear
        </Button>
      )}
    </div>
  );
}

type MomentProps = {
  readonly label: string;
  readonly at: number | undefined;
  readonly onAt: (at: number | undefined) => void;
};

function Moment({ label, at, onAt }: MomentProps) {
  const [typed, setTyped] = useState(utcTyped(at));
  const [shown, setShown] = useState(at);
  // Set from elsewhere, by the brush or by Back: what was typed is old.
  if (shown !== at) {
    setShown(at);
    if (utcSeconds(typed) !== at) setTyped(utcTyped(at));
  }
  const wrong = typed.trim() !== '' && utcSeconds(typed) === undefined;
  return (
    <input
      type="text"
      inputMode="numeric"
      aria-label={label}
      aria-invalid={wrong || undefined}
      title={wrong ? 'Year, month, day and clock, as in 2026-05-20 10:54' : undefined}
      value={typed}
      maxLength={20}
      spellCheck={false}
      autoComplete="off"
      placeholder="2026-05-20 10:54"
      onChange={(event) => {
        const next = event.target.value;
        setTyped(next);
        if (next.trim() === '') onAt(undefined);
        else if (utcSeconds(next) !== undefined) onAt(utcSeconds(next));
      }}
      className={`${INPUT_SHAPE} h-8 w-44 font-mono text-xs`}
    />
  );
}

function Words({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const field = useTyped(text, onText);
  return (
    <label className="relative block min-w-36 flex-2">
      <span className="sr-only">Words in the summary</span>
      <Search size={14} aria-hidden className="pointer-events-none absolute top-2 left-2.5 text-faint" />
      <input
        type="search"
        {...field}
        maxLength={200}
        spellCheck={false}
        placeholder="Words in the summary"
        className={`${INPUT_SHAPE} h-8 pl-8`}
      />
    </label>
  );
}
