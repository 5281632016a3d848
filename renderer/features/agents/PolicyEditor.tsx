// PolicyEditor: the limits of one agent, edited against the version they were read from; a newer one never swallows what was typed.
import { useMemo, useState } from 'react';
import { POLICY_PRESETS } from '../../../shared/domain/policy.ts';
import type { PolicyText } from '../../../shared/contract/values.ts';
import type { Value } from '../../bridge/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { policyChanges } from './policy-changes.ts';
import {
  policyForm,
  policyToText,
  readPolicyForm,
  rebaseForm,
  sameForm,
  type PolicyForm,
} from './policy-form.ts';
import { PolicyFields } from './PolicyFields.tsx';
import { SavePolicy } from './SavePolicy.tsx';
import { useWhatIf, type Which } from './use-what-if.ts';
import { differenceWords } from './what-if-words.ts';
import { WhatIfPanel } from './WhatIfPanel.tsx';

type PolicyEditorProps = Pick<Value<'agents.get'>, 'agent' | 'policy' | 'policyVersion' | 'policySetAt'> & {
  /** false: another tab is looked at, and nothing is worked out. */
  readonly shown: boolean;
};
type Base = { readonly version: number; readonly policy: PolicyText };

export function PolicyEditor({ agent, policy, policyVersion, policySetAt, shown }: PolicyEditorProps) {
  const [base, setBase] = useState<Base>({ version: policyVersion, policy });
  const [form, setForm] = useState<PolicyForm>(() => policyForm(policy));
  const [saving, setSaving] = useState(false);
  const baseForm = useMemo(() => policyForm(base.policy), [base]);
  const dirty = !sameForm(baseForm, form);
  const newer = policyVersion > base.version;
  const read = readPolicyForm(form);
  const [which, setWhich] = useState<Which>('changed');
  const whatIf = useWhatIf(agent.id, read.ok ? read.policy : undefined, which, shown);
  const takeNewer = (keepMine: boolean): void => {
    const theirs = policyForm(policy);
    setForm(keepMine ? rebaseForm(baseForm, form, theirs) : theirs);
    setBase({ version: policyVersion, policy });
  };
  if (newer && !dirty) takeNewer(false);

  return (
    <Panel
      title="Limits"
      aside={
        <>
          version {policyVersion} · set <Time at={policySetAt} />
        </>
      }
    >
      {newer && dirty && (
        <Newer
          from={base}
          to={{ version: policyVersion, policy }}
          onKeep={() => takeNewer(true)}
          onDrop={() => takeNewer(false)}
        />
      )}
      <div className="mb-5 flex items-center gap-2 text-xs text-muted">
        Start from
        {POLICY_PRESETS.map((preset) => (
          <Button
            key={preset.id}
            size="small"
            title={preset.origin}
            onClick={() => setForm(policyForm(policyToText(preset.policy)))}
          >
            {preset.name}
          </Button>
        ))}
      </div>
      <PolicyFields form={form} onForm={setForm} />
      <WhatIfPanel query={whatIf} which={which} onWhich={setWhich} />
      <div className="sticky bottom-0 -mx-3.5 mt-5 -mb-3.5 flex items-center justify-end gap-2 rounded-b-panel border-t border-line bg-panel px-3.5 py-3">
        <span role="status" className="mr-auto text-xs text-muted">
          {!dirty
            ? 'Nothing changed yet.'
            : read.ok
              ? `Not saved yet. ${pastWords(whatIf)}`
              : 'Something above cannot be read yet.'}
        </span>
        <Button disabled={!dirty} onClick={() => setForm(baseForm)}>
          Undo all
        </Button>
        <Button variant="primary" disabled={!dirty || !read.ok || newer} onClick={() => setSaving(true)}>
          Review and save …
        </Button>
      </div>
      {saving && read.ok && (
        <SavePolicy
          agentId={agent.id}
          agentName={agent.name}
          version={base.version}
          before={base.policy}
          after={read.policy}
          onClose={() => setSaving(false)}
          onSaved={(version) => {
            setBase({ version, policy: read.policy });
            setForm(policyForm(read.policy));
            setSaving(false);
          }}
        />
      )}
    </Panel>
  );
}

/** The replay in one line, where it is seen beside whichever field is being changed. */
function pastWords({ data, behind }: ReturnType<typeof useWhatIf>): string {
  if (!data || behind) return '';
  return `Over the last 30 days: ${differenceWords(data.before, data.after)}.`;
}

type NewerProps = {
  readonly from: Base;
  readonly to: Base;
  readonly onKeep: () => void;
  readonly onDrop: () => void;
};

function Newer({ from, to, onKeep, onDrop }: NewerProps) {
  const changed = policyChanges(from.policy, to.policy).map((change) => change.label.toLowerCase());
  return (
    <div role="alert" className="mb-4 rounded-lg border border-warn/60 bg-warn/8 px-3.5 py-2.5 text-sm">
      <p className="font-semibold text-warn">
        These limits were changed elsewhere while you were editing (version {from.version} → {to.version})
      </p>
      <p className="mt-0.5 text-muted">
        {changed.length === 0 ? 'The figures are the same.' : `Changed: ${changed.join(', ')}.`} What you
        typed is kept until you choose.
      </p>
      <div className="mt-2 flex gap-2">
        <Button size="small" onClick={onKeep}>
          Put my changes on top of version {to.version}
        </Button>
        <Button size="small" variant="quiet" onClick={onDrop}>
          Drop my changes
        </Button>
      </div>
    </div>
  );
}
