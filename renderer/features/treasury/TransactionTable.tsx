// TransactionTable: the same transaction as rows: every coin and every output, however many, with its address whole.
import type { DraftRow } from '../../../shared/contract/treasury.ts';
import { Amount, Unit } from '../../ui/Amount.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';

const KINDS = { payment: 'Paid', change: 'Change', own: 'Own account' } as const;

export function TransactionTable({ draft }: { readonly draft: DraftRow }) {
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label="The transaction as a table"
      className="max-h-96 overflow-auto"
    >
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel text-left text-faint">
          <tr>
            <th scope="col" className="py-1 pr-4 font-medium">
              What
            </th>
            <th scope="col" className="py-1 pr-4 font-medium">
              Label
            </th>
            <th scope="col" className="py-1 pr-4 font-medium">
              Address
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              <Unit />
            </th>
          </tr>
        </thead>
        <tbody>
          {draft.inputs.map((input) => (
            <Row key={input.outpoint} what="Coin" {...input} />
          ))}
          {draft.outputs.map((output, index) => (
            <Row key={index} what={KINDS[output.kind]} {...output} />
          ))}
          <Row what="Fee" label="" address="" valueMsat={draft.feeMsat} />
        </tbody>
      </table>
    </div>
  );
}

type RowProps = {
  readonly what: string;
  readonly label: string;
  readonly address: string;
  readonly valueMsat: string;
};

function Row({ what, label, address, valueMsat }: RowProps) {
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="py-1 pr-4 text-left font-normal whitespace-nowrap text-muted">
        {what}
      </th>
      <td className="py-1 pr-4">
        <FencedInline text={label} />
      </td>
      <td className="py-1 pr-4 font-mono wrap-anywhere select-text">{address}</td>
      <td className="py-1 text-right">
        <Amount msat={valueMsat} unit={false} />
      </td>
    </tr>
  );
}
