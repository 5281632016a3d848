// OutputFields: who is paid and how much; the address is shown whole as it is read, to be compared group by group.
import { AmountInput } from '../../ui/AmountInput.tsx';
import { Address } from '../../ui/Address.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { Checkbox } from '../../ui/Toggle.tsx';
import { emptyOutput, type OutputTyped } from './send-form.ts';
import { addressTyped, chainAmountTyped } from './treasury-words.ts';

type OutputFieldsProps = {
  readonly outputs: readonly OutputTyped[];
  readonly onOutputs: (outputs: readonly OutputTyped[]) => void;
};

/** What the call takes. */
const MOST = 100;

export function OutputFields({ outputs, onOutputs }: OutputFieldsProps) {
  const change = (key: number, part: Partial<OutputTyped>): void =>
    onOutputs(
      outputs.map((each) =>
        each.key === key ? { ...each, ...part } : part.all === true ? { ...each, all: false } : each,
      ),
    );
  return (
    <div className="flex flex-col gap-4">
      {outputs.map((output, index) => (
        <OutputField
          key={output.key}
          output={output}
          name={outputs.length > 1 ? ` ${index + 1}` : ''}
          first={index === 0}
          onChange={(part) => change(output.key, part)}
          onRemove={
            outputs.length > 1 ? () => onOutputs(outputs.filter(({ key }) => key !== output.key)) : null
          }
        />
      ))}
      {outputs.length < MOST && (
        <div>
          <Button
            size="small"
            onClick={() =>
              onOutputs([...outputs, emptyOutput(Math.max(...outputs.map(({ key }) => key)) + 1)])
            }
          >
            Pay another address too
          </Button>
        </div>
      )}
    </div>
  );
}

type OutputFieldProps = {
  readonly output: OutputTyped;
  /** " 2", where there are several. */
  readonly name: string;
  readonly first: boolean;
  readonly onChange: (part: Partial<OutputTyped>) => void;
  readonly onRemove: (() => void) | null;
};

function OutputField({ output, name, first, onChange, onRemove }: OutputFieldProps) {
  const amount = chainAmountTyped(output.amount);
  const address = addressTyped(output.address);
  return (
    <fieldset className={`flex flex-col gap-3 ${first ? '' : 'border-t border-line pt-4'}`}>
      <legend className="sr-only">Output{name}</legend>
      <div>
        <TextInput
          label={`Address${name}`}
          value={output.address}
          onValue={(text) => onChange({ address: text })}
          mono
          maxLength={200}
          autoFocus={first}
        />
        {address.length > 8 && (
          <div className="mt-1.5">
            <Address text={address} what={`address${name}`} />
          </div>
        )}
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <div className="flex flex-col gap-2">
          {output.all ? (
            <TextInput label={`Amount${name}`} value="All that is left" disabled readOnly />
          ) : (
            <AmountInput
              label={`Amount${name}`}
              value={output.amount}
              onValue={(text) => onChange({ amount: text })}
              error={amount !== null && 'wrong' in amount ? amount.wrong : null}
            />
          )}
          <Checkbox
            label="All that is left after the fee"
            checked={output.all}
            onValue={(all) => onChange({ all })}
          />
        </div>
        <TextInput
          label={`Label${name}`}
          value={output.label}
          onValue={(text) => onChange({ label: text })}
          maxLength={255}
          hint="Kept here, never on the chain."
        />
      </div>
      {onRemove && (
        <div>
          <Button size="small" variant="quiet" onClick={onRemove}>
            Take output{name} away
          </Button>
        </div>
      )}
    </fieldset>
  );
}
