// BackupPart: the copies of the static channel backup that are kept here, what they are good for, and what they are not.
import type { NodeDetailsView } from '../../../shared/contract/nodes.ts';
import type { NamedField } from '../../ui/csv.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Time } from '../../ui/Time.tsx';
import { NodeExport } from './NodeExport.tsx';
import { SmallTable } from './SmallTable.tsx';

const FIELDS: readonly NamedField<NodeDetailsView['backup']['copies'][number]>[] = [
  { name: 'Taken', kind: 'time', of: (row) => row.takenAt },
  { name: 'Channels', kind: 'count', of: (row) => row.channels },
  { name: 'File', kind: 'text', of: (row) => row.file },
];

type BackupPartProps = { readonly details: NodeDetailsView; readonly node: string };

export function BackupPart({ details, node }: BackupPartProps) {
  const { copies, coveredAt } = details.backup;
  const open = details.channels.value?.count ?? 0;
  const words = (
    <p className="max-w-prose text-xs text-muted">
      {coveredAt !== null && copies.length > 0 && (
        <>
          The node confirmed what the newest copy covers at <Time at={coveredAt} />.{' '}
        </>
      )}
      With the wallet’s 24 words a copy gets the channels’ money back by closing them; it does not restore
      channels. All copies lie on this machine: keep one elsewhere too. Without the words it is of no use to
      anyone.
    </p>
  );
  if (copies.length === 0)
    return (
      <>
        <p className="mb-3 text-sm text-muted">
          {open === 0
            ? 'There is no channel yet, so there is nothing to back up. A copy is kept from the first channel on.'
            : 'No copy is kept here yet. One is as soon as the node sends its backup and vouches for it.'}
        </p>
        {words}
      </>
    );
  return (
    <SmallTable
      label="Copies of the channel backup"
      heads={[
        { name: 'Taken', width: 'w-[26%]' },
        { name: 'Channels', right: true, width: 'w-[10%]' },
        { name: 'File', width: 'w-[64%]' },
      ]}
      rows={copies.map((copy) => ({
        key: copy.file,
        cells: [
          <Time key="at" at={copy.takenAt} relative />,
          copy.channels,
          <span key="file" className="flex min-w-0 items-center gap-1">
            <span className="truncate font-mono text-xs" title={copy.file}>
              {copy.file}
            </span>
            <CopyButton text={copy.file} what="path" />
          </span>,
        ],
      }))}
      tool={<NodeExport what="channel backups" node={node} fields={FIELDS} rows={copies} />}
      foot={words}
    />
  );
}
