// DescriptorPanel: what another wallet needs to watch this account, and its labels to and from elsewhere. Nothing here can spend.
import { useRef, useState } from 'react';
import type { AccountRow } from '../../../shared/contract/treasury.ts';
import { useAct } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QrButton } from '../../ui/QrButton.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { useToast } from '../../ui/Toast.tsx';

const FORMATS = [
  ['descriptor', 'Descriptor', 'Text with origin and checksum (BIP-380). What a backup needs.'],
  ['sparrow', 'Sparrow wallet', 'A file Sparrow opens as a watch-only wallet.'],
  ['labels', 'Labels', 'One a line (BIP-329). Sparrow, Nunchuk and others read them.'],
] as const;

/** What the call takes. */
const MOST_LABELS = 1_000_000;

export function DescriptorPanel({ account }: { readonly account: AccountRow }) {
  const exportIt = useAct('treasury.exportAccount');
  const say = useToast();
  return (
    <div className="grid items-start gap-3 lg:grid-cols-2">
      <Panel
        title="Descriptor"
        aside={
          <span className="flex">
            <CopyButton text={account.descriptor} what="descriptor" />
            {account.descriptor.length < 1_200 && <QrButton text={account.descriptor} what="descriptor" />}
          </span>
        }
      >
        <p className="rounded-lg border border-line-strong bg-bg px-3 py-2.5 font-mono text-xs leading-5 wrap-anywhere select-text">
          {account.descriptor}
        </p>
        <p className="mt-2 text-xs text-muted">
          Public: it shows every address and balance to whoever has it, and can spend nothing. Without it a
          policy of several keys cannot be restored, even with all of its Ledgers.
        </p>
        {account.keys.length > 0 && (
          <ul className="mt-3 border-t border-line pt-2">
            {account.keys.map(({ fingerprint, path, own }, index) => (
              <li key={index} className="flex items-center gap-3 py-1 text-sm">
                <span className="text-xs text-faint">Key {index + 1}</span>
                <span className="font-mono text-xs">{fingerprint}</span>
                <span className="font-mono text-xs text-muted">{path}</span>
                {own && <StatusChip tone="ok">registered on this Ledger</StatusChip>}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title="Take it elsewhere" body="flush">
        <ul className="border-t border-line">
          {FORMATS.map(([format, title, text]) => (
            <li
              key={format}
              className="flex items-center justify-between gap-4 border-line px-3.5 py-2 text-sm not-last:border-b"
            >
              <span>
                <span className="block font-medium">{title}</span>
                <span className="block text-xs text-muted">{text}</span>
              </span>
              <Button
                size="small"
                aria-label={`Write a file: ${title}`}
                busy={exportIt.isPending && exportIt.variables.format === format}
                onClick={() =>
                  exportIt.mutate(
                    { id: account.id, format },
                    {
                      onSuccess: ({ path }) => say('ok', `${title} written`, path, path),
                      onError: (error) => say('danger', 'No file was written', error.message),
                    },
                  )
                }
              >
                Write a file
              </Button>
            </li>
          ))}
          <ImportLabels accountId={account.id} />
        </ul>
      </Panel>
    </div>
  );
}

function ImportLabels({ accountId }: { readonly accountId: string }) {
  const take = useAct('treasury.importLabels');
  const say = useToast();
  const picker = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const pick = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setName(file.name);
    if (file.size > MOST_LABELS) {
      say('danger', 'No label was taken', 'The file is too large to be labels. Nothing was read.');
      return;
    }
    take.mutate(
      { id: accountId, text: await file.text() },
      {
        onSuccess: ({ taken, passedOver }) =>
          say(
            'ok',
            `${taken} ${taken === 1 ? 'label' : 'labels'} taken`,
            passedOver === 0
              ? `From ${file.name}.`
              : `${passedOver} lines of ${file.name} were passed over: they are no labels, or not of this account.`,
          ),
        onError: (error) => say('danger', 'No label was taken', error.message),
      },
    );
  };
  return (
    <li className="flex items-center justify-between gap-4 px-3.5 py-2 text-sm">
      <span>
        <span className="block font-medium">Labels from a file</span>
        <span className="block text-xs text-muted">
          {name === ''
            ? 'BIP-329, as written by other wallets. Labels here are overwritten by those there.'
            : name}
        </span>
      </span>
      <Button size="small" busy={take.isPending} onClick={() => picker.current?.click()}>
        Choose a file
      </Button>
      <input
        ref={picker}
        type="file"
        accept=".jsonl,.txt,.json"
        aria-label="Labels from a file"
        tabIndex={-1}
        className="hidden"
        onChange={(event) => {
          void pick(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </li>
  );
}
