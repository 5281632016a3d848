// Everything that is pressed, typed into or chosen from.
import { useState } from 'react';
import { AmountInput } from '../../../renderer/ui/AmountInput.tsx';
import { Button } from '../../../renderer/ui/Button.tsx';
import { ChoiceCards } from '../../../renderer/ui/ChoiceCards.tsx';
import { TextArea, TextInput } from '../../../renderer/ui/Field.tsx';
import { HoldButton } from '../../../renderer/ui/HoldButton.tsx';
import { MultiSelect } from '../../../renderer/ui/MultiSelect.tsx';
import { PassphraseInput } from '../../../renderer/ui/PassphraseInput.tsx';
import { Select } from '../../../renderer/ui/Select.tsx';
import { Tabs } from '../../../renderer/ui/Tabs.tsx';
import { Checkbox, Switch } from '../../../renderer/ui/Toggle.tsx';
import { Case, Section } from './Section.tsx';

const VARIANTS = ['primary', 'plain', 'danger', 'quiet'] as const;
const CHOICES = [
  { value: 'harbour', label: 'Harbour' },
  { value: 'quay', label: 'Quay', hint: 'does not answer' },
] as const;

export function Controls() {
  const [chosen, setChosen] = useState<'harbour' | 'quay'>('harbour');
  const [some, setSome] = useState<readonly ('harbour' | 'quay')[]>([]);
  const [ticked, setTicked] = useState(true);
  const [tab, setTab] = useState<'one' | 'two'>('one');
  const [held, setHeld] = useState(0);
  return (
    <Section title="Controls">
      <Case name="Buttons">
        {[{}, { busy: true }, { disabled: true }].map((state) => (
          <div key={JSON.stringify(state)} className="flex flex-wrap gap-2">
            {VARIANTS.map((variant) => (
              <Button key={variant} variant={variant} {...state}>
                Freeze
              </Button>
            ))}
          </div>
        ))}
        <div className="flex flex-wrap items-center gap-2">
          <Button size="small">Small</Button>
          <Button>Medium</Button>
          <Button size="large" shortcut="R">
            Large
          </Button>
        </div>
      </Case>
      <Case name="Hold button">
        <HoldButton onHeld={() => setHeld(held + 1)}>Hold to pay 250,000 sats</HoldButton>
        <HoldButton onHeld={() => undefined} disabled>
          Disabled
        </HoldButton>
        <HoldButton onHeld={() => undefined} busy>
          Busy
        </HoldButton>
        <p className="text-xs text-muted">Held {held} times</p>
      </Case>
      <Case name="Switch and checkbox">
        <Switch label="Hide balances" hint="Everywhere" checked={ticked} onValue={setTicked} />
        <Switch label="Off and disabled" checked={false} onValue={() => undefined} disabled />
        <Checkbox label="Pay invoices" hint="pay_invoice" checked={ticked} onValue={setTicked} />
        <Checkbox label="Not ticked" checked={false} onValue={() => undefined} />
        <Checkbox label="Disabled" checked disabled onValue={() => undefined} />
      </Case>
      <Case name="Text fields">
        <TextInput label="Name" hint="What you will know it by" />
        <TextInput label="gRPC address" mono defaultValue="host" error="A host and a port." />
        <TextInput label="Disabled" disabled defaultValue="as it is" suffix="sats" />
        <TextArea label="Reason" placeholder="Kept in the log" />
      </Case>
      <Case name="Amount and passphrase">
        <AmountInput label="Allotment" value="250,000" onValue={() => undefined} />
        <AmountInput label="No amount" value="12x" onValue={() => undefined} />
        <PassphraseInput
          label="Passphrase"
          value="correct horse"
          onValue={() => undefined}
          autoComplete="current-password"
        />
      </Case>
      <Case name="Select">
        <Select label="Node" value={chosen} onValue={setChosen} choices={CHOICES} />
        <Select label="Disabled" value="harbour" onValue={setChosen} choices={CHOICES} disabled />
        <MultiSelect
          label="Nodes"
          values={some}
          onValues={setSome}
          choices={CHOICES}
          all="All nodes"
          many="nodes"
        />
      </Case>
      <Case name="Choice cards" wide>
        <ChoiceCards
          label="What it draws on"
          value={chosen}
          onValue={setChosen}
          cards={[
            { value: 'harbour', title: 'An allotment', text: 'A share of the node’s balance.' },
            { value: 'quay', title: 'The whole node', text: 'Everything the node can spend.' },
          ]}
        />
      </Case>
      <Case name="Tabs" wide>
        <Tabs
          label="Views"
          value={tab}
          onValue={setTab}
          tabs={[
            { value: 'one', label: 'Waiting for you', count: 2, content: <p className="text-sm">One</p> },
            { value: 'two', label: 'Decided', content: <p className="text-sm">Two</p> },
          ]}
        />
      </Case>
    </Section>
  );
}
