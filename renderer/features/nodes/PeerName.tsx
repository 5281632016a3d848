// PeerName: who is on the other side: the name it gives itself, or the ends of its key.
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ShortAddress } from '../../ui/Address.tsx';

export function PeerName({ publicKey, alias }: { readonly publicKey: string; readonly alias: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <span className="truncate">{alias === '' ? <ShortAddress text={publicKey} /> : alias}</span>
      <CopyButton text={publicKey} what="public key" />
    </span>
  );
}
