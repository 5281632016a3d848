// CopyText: a long key in short, with a button that copies the whole of it. For places where nothing is decided by it.
import { ShortAddress } from './Address.tsx';
import { CopyButton } from './CopyButton.tsx';

export function CopyText({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <ShortAddress text={text} />
      <CopyButton text={text} what={what} />
    </span>
  );
}
