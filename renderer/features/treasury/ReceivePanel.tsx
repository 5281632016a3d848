// ReceivePanel: where to be paid: the address in full, as QR and BIP-21, and compared on the Ledger before it is given to anyone.
import { textPart, useAddress } from '../../ui/address.ts';
import { Address } from '../../ui/Address.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Qr } from '../../ui/Qr.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Account } from './AccountPage.tsx';
import { addressUse } from './AddressesTable.tsx';
import { CheckPanel } from './CheckPanel.tsx';
import { EditLabel } from './EditLabel.tsx';
import { PracticeChain } from './PracticeChain.tsx';
import type { TreasuryStatus } from './use-treasury.ts';

type ReceivePanelProps = { readonly account: Account; readonly status: TreasuryStatus };

export function ReceivePanel({ account: whole, status }: ReceivePanelProps) {
  const { account, next, addresses } = whole;
  const { search, change } = useAddress();
  const asked = textPart(search['address']);
  const shown =
    addresses.find((row) => `${row.change ? 1 : 0}/${row.index}` === asked) ??
    addresses.find((row) => row.index === next.index && !row.change) ??
    next;
  const isNext = shown.index === next.index && !shown.change;
  const bip21 = isNext ? next.bip21 : `bitcoin:${shown.address}`;
  const [use, word] = addressUse(shown);
  return (
    <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Panel
        title={isNext ? 'Next address' : `Address ${shown.change ? 1 : 0}/${shown.index}`}
        aside={
          !isNext && (
            <Button size="small" onClick={() => void change({ address: undefined })}>
              Show the next unused one
            </Button>
          )
        }
      >
        <div className="grid gap-6 sm:grid-cols-[200px_minmax(0,1fr)]">
          <Qr text={bip21} label={`Address ${shown.address} as a QR code`} size={200} />
          <div className="flex min-w-0 flex-col gap-3">
            <Address text={shown.address} what="address" />
            <div className="flex flex-wrap items-center gap-2">
              <StatusChip tone={use}>{word}</StatusChip>
              {shown.checkedAt === null ? (
                <StatusChip tone="warn">not compared on the Ledger</StatusChip>
              ) : (
                <StatusChip tone="ok">
                  compared on the Ledger&nbsp;
                  <Time at={shown.checkedAt} />
                </StatusChip>
              )}
            </div>
            <dl className="grid grid-cols-[6rem_minmax(0,1fr)] items-center gap-y-1 text-sm">
              <dt className="text-xs text-muted">Number</dt>
              <dd className="font-mono text-xs">
                {shown.change ? 1 : 0}/{shown.index}
              </dd>
              <dt className="text-xs text-muted">Label</dt>
              <dd>
                <EditLabel
                  key={shown.address}
                  accountId={account.id}
                  kind="address"
                  target={shown.address}
                  label={shown.label}
                  what={`address ${shown.index}`}
                />
              </dd>
              <dt className="text-xs text-muted">Payment link</dt>
              <dd className="flex min-w-0 items-center gap-1">
                <span className="truncate font-mono text-xs text-muted">{bip21}</span>
                <CopyButton text={bip21} what="payment link (BIP-21)" />
              </dd>
            </dl>
            {shown.payments > 0 && (
              <p className="text-xs text-warn">
                This address was paid already. Whoever pays it again, and everyone after, can see that both
                belong together. Give out the next one.
              </p>
            )}
          </div>
        </div>
      </Panel>
      <div className="flex flex-col gap-3">
        <CheckPanel
          key={`${account.id} ${shown.change} ${shown.index}`}
          accountId={account.id}
          shown={shown}
          status={status}
        />
        <PracticeChain address={shown.address} />
      </div>
    </div>
  );
}
