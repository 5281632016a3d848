// NewAgentPage: who it is, where its money comes from, and what it may do with it.
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { NodeRow } from '../../../shared/contract/nodes.ts';
import { POLICY_PRESETS } from '../../../shared/domain/policy.ts';
import { useHumanAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Amount } from '../../ui/Amount.tsx';
import { AmountInput } from '../../ui/AmountInput.tsx';
import { Button } from '../../ui/Button.tsx';
import { ChoiceCards } from '../../ui/ChoiceCards.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { TextArea, TextInput } from '../../ui/Field.tsx';
import { satsTyped } from '../../ui/format.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { Select } from '../../ui/Select.tsx';
import { unallotted } from './allotment.ts';
import { policyForm, policyToText, readPolicyForm, type PolicyForm } from './policy-form.ts';
import { PolicyFields } from './PolicyFields.tsx';

type PresetId = (typeof POLICY_PRESETS)[number]['id'];

const presetForm = (id: PresetId): PolicyForm => {
  const preset = POLICY_PRESETS.find((each) => each.id === id);
  if (!preset) throw new Error(`no preset ${id}`);
  return policyForm(policyToText(preset.policy));
};

export function NewAgentPage() {
  const nodes = useRead('nodes.list', {});
  const navigate = useNavigate();
  return (
    <Page
      title="New agent"
      lead="It can do nothing until you pair it: a connection is the next step."
      crumbs={
        <Link to="/agents" className="hover:text-ink hover:underline">
          Agents
        </Link>
      }
    >
      <QueryView query={nodes} what="the nodes" skeleton={6}>
        {(value) =>
          value.nodes.length === 0 ? (
            <Panel>
              <EmptyState
                title="No node to draw on yet"
                why="An agent spends from a Lightning node. Add one first."
                action={
                  <Link to="/nodes" className="text-accent hover:underline">
                    Go to nodes
                  </Link>
                }
              />
            </Panel>
          ) : (
            <NewAgent
              nodes={value.nodes}
              onCreated={(id) => void navigate({ to: '/agents/$id', params: { id } })}
              onCancel={() => void navigate({ to: '/agents' })}
            />
          )
        }
      </QueryView>
    </Page>
  );
}

type NewAgentProps = {
  readonly nodes: readonly NodeRow[];
  readonly onCreated: (id: string) => void;
  readonly onCancel?: () => void;
};

/** The form of a new agent, on its own page and in set-up. */
export function NewAgent({ nodes, onCreated, onCancel }: NewAgentProps) {
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const [nodeId, setNodeId] = useState(nodes[0]?.id ?? '');
  const [draw, setDraw] = useState<'allotted' | 'dedicated'>('allotted');
  const [allotment, setAllotment] = useState('');
  const [preset, setPreset] = useState<PresetId>('starter');
  const [form, setForm] = useState<PolicyForm>(() => presetForm('starter'));
  const [tried, setTried] = useState(false);
  const create = useHumanAct('agents.create');

  const node = nodes.find((each) => each.id === nodeId);
  const free = node ? unallotted(node) : null;
  const policy = readPolicyForm(form);
  const allotmentMsat = draw === 'dedicated' || allotment.trim() === '' ? '0' : satsTyped(allotment);
  const tooMuch = allotmentMsat !== undefined && free !== null && BigInt(allotmentMsat) > free;
  const ready =
    name.trim() !== '' && policy.ok && allotmentMsat !== undefined && !tooMuch && node !== undefined;
  const refusal = refusalText(create.error);

  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!ready || !policy.ok || allotmentMsat === undefined || create.isPending) return;
        create.mutate(
          { name: name.trim(), purpose: purpose.trim(), nodeId, draw, policy: policy.policy, allotmentMsat },
          { onSuccess: ({ id }) => onCreated(id) },
        );
      }}
    >
      <div className="grid gap-3 lg:grid-cols-2">
        <Panel title="Who it is">
          <Fields>
            <TextInput
              label="Name"
              value={name}
              onValue={setName}
              maxLength={200}
              // Within set-up the heading of the step has the focus.
              autoFocus={onCancel !== undefined}
              error={tried && name.trim() === '' ? 'A name by which you know it.' : null}
            />
            <TextArea
              label="Purpose"
              hint="For you, when it asks for something unusual."
              value={purpose}
              onValue={setPurpose}
              maxLength={1_000}
              rows={3}
            />
          </Fields>
        </Panel>
        <Panel title="Where its money comes from">
          <Fields>
            <Select
              label="Node"
              value={nodeId}
              onValue={setNodeId}
              choices={nodes.map((each) => ({
                value: each.id,
                label: each.name,
                ...(each.state === 'ready' ? {} : { hint: each.note }),
              }))}
            />
            <ChoiceCards
              label="How it draws on the node"
              value={draw}
              onValue={setDraw}
              cards={[
                {
                  value: 'allotted',
                  title: 'Allotted',
                  text: 'A share you give it. Others may draw on the same node.',
                },
                {
                  value: 'dedicated',
                  title: 'Dedicated',
                  text: 'All the node can send. For a node of its own.',
                },
              ]}
            />
            {draw === 'allotted' && (
              <AmountInput
                label="Allotment"
                value={allotment}
                onValue={setAllotment}
                hint={
                  free === null ? (
                    'What the node can send is not known yet; the core checks it.'
                  ) : (
                    <>
                      Not allotted yet: <Amount msat={free} round="floor" />. May be added later.
                    </>
                  )
                }
                error={tooMuch ? 'More than the node has left to allot.' : undefined}
              />
            )}
          </Fields>
        </Panel>
      </div>
      <Panel title="What it may do">
        <div className="flex flex-col gap-6">
          <ChoiceCards
            label="Start from"
            value={preset}
            onValue={(id) => {
              setPreset(id);
              setForm(presetForm(id));
            }}
            cards={POLICY_PRESETS.map((each) => ({
              value: each.id,
              title: each.name,
              text: `${each.origin}.`,
            }))}
          />
          <PolicyFields form={form} onForm={setForm} />
        </div>
      </Panel>
      <div className="sticky bottom-0 -mr-2.5 -mb-3.5 -ml-5 flex items-center justify-end gap-2 border-t border-line bg-bg py-3 pr-2.5 pl-5">
        {refusal !== null && (
          <p role="alert" className="mr-auto text-sm text-danger">
            {refusal}
          </p>
        )}
        {tried && !ready && refusal === null && (
          <p role="alert" className="mr-auto text-sm text-danger">
            Something above is missing or cannot be read.
          </p>
        )}
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
        <Button variant="primary" type="submit" busy={create.isPending}>
          Add {name.trim() === '' ? 'the agent' : name.trim().slice(0, 40)}
        </Button>
      </div>
    </form>
  );
}

function Fields({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-col gap-4">{children}</div>;
}
