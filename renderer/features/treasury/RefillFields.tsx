// RefillFields: cold to hot: which agent, and how much. It is credited when the payment is deep enough, not before.
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { AmountInput } from '../../ui/AmountInput.tsx';
import { Select } from '../../ui/Select.tsx';
import { chainAmountTyped } from './treasury-words.ts';

export type RefillTyped = { readonly agentId: string; readonly amount: string };

type RefillFieldsProps = {
  readonly value: RefillTyped;
  readonly onValue: (value: RefillTyped) => void;
};

export function RefillFields({ value, onValue }: RefillFieldsProps) {
  const agents = useRead('agents.list', {});
  const rows = agents.data?.agents ?? [];
  const agent = rows.find(({ id }) => id === value.agentId);
  const amount = chainAmountTyped(value.amount);
  const over =
    agent !== undefined &&
    agent.balanceMsat !== null &&
    amount !== null &&
    'msat' in amount &&
    BigInt(agent.balanceMsat) + BigInt(amount.msat) > BigInt(agent.hotCeilingMsat);
  return (
    <div className="flex flex-col gap-4">
      {agents.data && rows.length === 0 ? (
        <p className="text-sm text-warn">There is no agent yet. Add one under Agents first.</p>
      ) : (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Select
            label="Agent"
            value={value.agentId}
            onValue={(agentId) => onValue({ ...value, agentId })}
            choices={rows.map(({ id, name, nodeName, draw }) => ({
              value: id,
              label: name,
              hint: draw === 'allotted' ? `on ${nodeName}` : `all of ${nodeName}, no allotment`,
            }))}
          />
          <AmountInput
            label="Amount"
            value={value.amount}
            onValue={(text) => onValue({ ...value, amount: text })}
            error={amount !== null && 'wrong' in amount ? amount.wrong : null}
          />
        </div>
      )}
      {agent?.draw === 'dedicated' && (
        <p className="text-sm text-warn">
          {agent.name} draws on all its node holds and has no allotment to refill. Pay to the node’s address
          instead, and open a channel with it.
        </p>
      )}
      {agent?.draw === 'allotted' && (
        <p className={`text-sm ${over ? 'text-warn' : 'text-muted'}`}>
          {agent.name} holds{' '}
          {agent.balanceMsat === null ? (
            'an amount that is not known now'
          ) : (
            <Amount msat={agent.balanceMsat} round="floor" />
          )}
          ; its ceiling is <Amount msat={agent.hotCeilingMsat} round="floor" />.
          {over && ' With this it would stand above it.'}
        </p>
      )}
      <p className="text-xs text-faint">
        It pays a fresh address of the agent’s node. The agent can spend it once the payment is deep enough.
      </p>
    </div>
  );
}
