// BackupPart: the copies of the static channel backup that are kept here, what they are good for, and what they are not.
import type { NodeDetailsView } from '../../../shared/contract/nodes.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Time } from '../../ui/Time.tsx';
import { SmallTable } from './SmallTable.tsx';

export function BackupPart({ details }: { readonly details: NodeDetailsView }) {
  const { copies, coveredAt } = details.backup;
  const open = details.channels.value?.count ?? 0;
  return (
    <>
      {copies.length === 0 ? (
        <p className="text-sm text-muted">
          {open === 0
            ? 'There is no channel yet, so there is nothing to back up. A copy is kept from the first channel on.'
            : 'No copy is kept here yet. One is as soon as the node sends its backup and vouches for it.'}
        </p>
      ) : (
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
        />
      )}
      <p className="mt-3 max-w-prose text-xs text-muted">
        {coveredAt !== null && copies.length > 0 && (
          <>
            The node confirmed what the newest copy covers at <Time at={coveredAt} />.{' '}
          </>
        )}
        With the wallet’s 24 words a copy gets the channels’ money back by closing them; it does not restore
        channels. All copies lie on this machine: keep one elsewhere too. Without the words it is of no use to
        anyone.
      </p>
    </>
  );
}
