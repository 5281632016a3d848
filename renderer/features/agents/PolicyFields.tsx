// PolicyFields: the limits of one agent as fields, with what contradicts what said beside it while typing.
import { useMemo, type ReactNode } from 'react';
import type { PolicyField } from '../../../shared/domain/policy.ts';
import { TextArea, TextInput } from '../../ui/Field.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Toggle.tsx';
import {
  allowlistLines,
  readPolicyForm,
  satsExactly,
  satsRead,
  warningsOf,
  type PolicyForm,
  type PolicyFormErrors,
} from './policy-form.ts';

type PolicyFieldsProps = {
  readonly form: PolicyForm;
  readonly onForm: (form: PolicyForm) => void;
};

const HOLD_OR_REFUSE = [
  { value: 'hold', label: 'Ask a person' },
  { value: 'refuse', label: 'Refuse' },
] as const;

export function PolicyFields({ form, onForm }: PolicyFieldsProps) {
  const read = useMemo(() => readPolicyForm(form), [form]);
  const errors: PolicyFormErrors = read.ok ? {} : read.errors;
  const warnings = useMemo(() => (read.ok ? warningsOf(read.policy) : []), [read]);
  const set = (change: Partial<PolicyForm>): void => onForm({ ...form, ...change });
  const warned = (field: PolicyField): readonly string[] =>
    warnings.filter((warning) => warning.field === field).map((warning) => warning.sentence);

  const amount = (
    field: 'maxSingleTx' | 'maxDailySpend' | 'maxHotBalance' | 'feeSats' | 'inFlightSats',
    label: string,
    hint?: string,
  ) => (
    <TextInput
      label={label}
      value={form[field]}
      inputMode="decimal"
      suffix="sats"
      {...(hint === undefined ? {} : { hint })}
      error={errors[field]}
      onValue={(text) => set({ [field]: text })}
      onBlur={() => {
        const msat = satsRead(form[field]);
        if (msat !== undefined) set({ [field]: satsExactly(msat) });
      }}
    />
  );
  const count = (
    field: 'feePpm' | 'perMinute' | 'perHour' | 'inFlightCount',
    label: string,
    suffix?: string,
    hint?: string,
  ) => (
    <TextInput
      label={label}
      value={form[field]}
      inputMode="numeric"
      {...(suffix === undefined ? {} : { suffix })}
      {...(hint === undefined ? {} : { hint })}
      error={errors[field]}
      onValue={(text) => set({ [field]: text })}
    />
  );
  const listed = allowlistLines(form.allowlist).length;

  return (
    <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-2">
      <Section title="How much" warnings={[...warned('maxSingleTx'), ...warned('maxDailySpend')]}>
        {amount('maxSingleTx', 'Single payment', 'Amount plus fee. Exactly this passes.')}
        {amount('maxDailySpend', 'Daily outflow', 'Any 24 hours, fees included.')}
        {amount('maxHotBalance', 'Hot balance ceiling', 'Above it you are alerted; it refuses nothing.')}
      </Section>
      <Section title="When a limit is broken">
        <Select
          label="Single payment"
          value={form.whenSingle}
          onValue={(whenSingle) => set({ whenSingle })}
          choices={HOLD_OR_REFUSE}
        />
        <Select
          label="Daily outflow"
          value={form.whenDaily}
          onValue={(whenDaily) => set({ whenDaily })}
          choices={HOLD_OR_REFUSE}
        />
        <Select
          label="Fleet outflow"
          value={form.whenFleet}
          onValue={(whenFleet) => set({ whenFleet })}
          choices={HOLD_OR_REFUSE}
        />
        <Select
          label="Outside its hours"
          value={form.whenSchedule}
          onValue={(whenSchedule) => set({ whenSchedule })}
          choices={HOLD_OR_REFUSE}
        />
      </Section>
      <Section title="Fees and what is in flight" warnings={[...warned('maxFee'), ...warned('maxInFlight')]}>
        {amount('feeSats', 'Fee, at most')}
        {count(
          'feePpm',
          'Fee, share of the amount',
          'ppm',
          '10,000 ppm is 1 %. At least 10 sats are allowed.',
        )}
        {amount('inFlightSats', 'In flight, amount')}
        {count('inFlightCount', 'In flight, payments')}
      </Section>
      <Section title="How often" warnings={warned('rate')}>
        {count('perMinute', 'Requests a minute', undefined, 'Refused requests count too.')}
        {count('perHour', 'Requests an hour')}
      </Section>
      <Section title="Whom" warnings={warned('allowlist')} wide>
        <Select
          label="First payment to a destination"
          value={form.firstTime}
          onValue={(firstTime) => set({ firstTime })}
          choices={[
            { value: 'allow', label: 'Allow within the limits' },
            { value: 'hold', label: 'Ask a person' },
          ]}
        />
        <Switch
          label="Allowlist"
          hint="Only these nodes may be paid; all others are refused."
          checked={form.allowlistOn}
          onValue={(allowlistOn) => set({ allowlistOn })}
        />
        {form.allowlistOn && (
          <div className="col-span-full">
            <TextArea
              label={`Node keys, one to a line · ${groupDigits(listed)} ${listed === 1 ? 'key' : 'keys'}`}
              mono
              rows={4}
              value={form.allowlist}
              onValue={(allowlist) => set({ allowlist })}
              placeholder="02f1a8…"
              error={errors.allowlist}
            />
          </div>
        )}
      </Section>
      <Section title="When" warnings={[...warned('activeHours'), ...warned('expiresAt')]} wide>
        <div className="flex flex-col gap-3">
          <Switch
            label="Only at certain hours"
            checked={form.hoursOn}
            onValue={(hoursOn) => set({ hoursOn })}
          />
          {form.hoursOn && (
            <div className="grid grid-cols-2 gap-3">
              <TextInput
                label="From, UTC"
                value={form.hoursFrom}
                placeholder="08:00"
                error={errors.hoursFrom}
                onValue={(hoursFrom) => set({ hoursFrom })}
              />
              <TextInput
                label="To, UTC"
                value={form.hoursTo}
                placeholder="18:00"
                error={errors.hoursTo}
                onValue={(hoursTo) => set({ hoursTo })}
              />
            </div>
          )}
        </div>
        <div className="flex flex-col gap-3">
          <Switch label="Ends on a day" checked={form.expiryOn} onValue={(expiryOn) => set({ expiryOn })} />
          {form.expiryOn && (
            <TextInput
              label="Ends, UTC"
              type="datetime-local"
              step={1}
              value={form.expiry}
              error={errors.expiry}
              onValue={(expiry) => set({ expiry })}
            />
          )}
        </div>
      </Section>
    </div>
  );
}

type SectionProps = {
  readonly title: string;
  readonly warnings?: readonly string[];
  readonly wide?: boolean;
  readonly children: ReactNode;
};

function Section({ title, warnings = [], wide = false, children }: SectionProps) {
  return (
    <fieldset className={`min-w-0 ${wide ? 'col-span-full' : ''}`}>
      <legend className="mb-2.5 text-sm font-semibold">{title}</legend>
      <div className={`grid items-start gap-x-4 gap-y-3.5 ${wide ? 'grid-cols-2 gap-x-8' : 'grid-cols-2'}`}>
        {children}
      </div>
      {warnings.length > 0 && (
        <ul role="status" className="mt-3 flex flex-col gap-1 border-l-2 border-warn pl-3 text-xs text-warn">
          {warnings.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}
