// CallsPart: how each call of this console to the node fares since its start.
import type { NodeDetailsView } from '../../../shared/contract/nodes.ts';
import type { NamedField } from '../../ui/csv.ts';
import { groupDigits } from '../../ui/format.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { NodeExport } from './NodeExport.tsx';
import { SmallTable } from './SmallTable.tsx';

type Call = NodeDetailsView['calls'][number];

/** The last word counts: a call that failed and has answered since is in order. */
export const failsNow = ({ lastAnswerAt, lastFailureAt }: Call): boolean =>
  lastFailureAt !== null && (lastAnswerAt === null || lastFailureAt > lastAnswerAt);

const FIELDS: readonly NamedField<Call>[] = [
  { name: 'Call', kind: 'text', of: (row) => row.call },
  { name: 'State', kind: 'text', of: (row) => (failsNow(row) ? 'fails' : 'answers') },
  { name: 'Answers', kind: 'count', of: (row) => row.answered },
  { name: 'Last answer', kind: 'time', of: (row) => row.lastAnswerAt },
  { name: 'Took (ms)', kind: 'count', of: (row) => row.tookMs },
  { name: 'Failures', kind: 'count', of: (row) => row.failed },
  { name: 'Last failure', kind: 'time', of: (row) => row.lastFailureAt },
  { name: 'It said', kind: 'text', of: (row) => row.lastFailure },
];

type CallsPartProps = { readonly details: NodeDetailsView; readonly node: string };

export function CallsPart({ details, node }: CallsPartProps) {
  if (details.calls.length === 0)
    return <p className="text-sm text-muted">Nothing was asked of this node since the console started.</p>;
  const rows = details.calls.toSorted((a, b) => Number(failsNow(b)) - Number(failsNow(a)));
  return (
    <SmallTable
      label="Calls to the node"
      heads={[
        { name: 'Call', width: 'w-[28%]' },
        { name: 'State', width: 'w-[10%]' },
        { name: 'Answers', right: true, width: 'w-[9%]' },
        { name: 'Took', right: true, width: 'w-[8%]' },
        { name: 'Failures', right: true, width: 'w-[9%]' },
        { name: 'Last failure', width: 'w-[36%]' },
      ]}
      tool={<NodeExport what="calls" node={node} fields={FIELDS} rows={rows} />}
      rows={rows.map((call) => ({
        key: call.call,
        cells: [
          <span key="call" className="font-mono text-xs">
            {call.call}
          </span>,
          <StatusChip key="state" tone={failsNow(call) ? 'danger' : 'ok'}>
            {failsNow(call) ? 'fails' : 'answers'}
          </StatusChip>,
          groupDigits(call.answered),
          call.tookMs === null ? (
            <span key="took" className="text-faint">
              –
            </span>
          ) : (
            `${call.tookMs} ms`
          ),
          groupDigits(call.failed),
          call.lastFailure === null || call.lastFailureAt === null ? (
            <span key="failure" className="text-faint">
              none
            </span>
          ) : (
            <span key="failure" title={call.lastFailure}>
              <Time at={call.lastFailureAt} /> · {call.lastFailure}
            </span>
          ),
        ],
      }))}
    />
  );
}
