// AccountStored: the good end of the walk, and where to go from it.
import type { AccountRow } from '../../../shared/contract/treasury.ts';
import { FencedInline } from '../../ui/Fenced.tsx';
import { LinkButton } from './LinkButton.tsx';
import { accountKind } from './treasury-words.ts';

export function AccountStored({ account }: { readonly account: AccountRow | undefined }) {
  return (
    <div role="status" className="rounded-lg border border-ok/45 px-3.5 py-3">
      <p className="text-sm font-semibold text-ok">
        {account ? (
          <>
            <FencedInline text={account.name} /> is stored
          </>
        ) : (
          'The account is stored'
        )}
      </p>
      <p className="mt-0.5 text-sm">
        {account && `${accountKind(account)}, Ledger ${account.fingerprint}. `}Its first address was compared
        on the device, and the log has its descriptor. Keep a copy of the descriptor with your backups.
      </p>
      {account && (
        <div className="mt-2.5 flex gap-2">
          <LinkButton
            to="/treasury/accounts/$id"
            params={{ id: account.id }}
            search={{ part: 'receive' } as never}
            primary
            small
          >
            Receive
          </LinkButton>
          <LinkButton
            to="/treasury/accounts/$id"
            params={{ id: account.id }}
            search={{ part: 'descriptor' } as never}
            small
          >
            Its descriptor
          </LinkButton>
        </div>
      )}
    </div>
  );
}
