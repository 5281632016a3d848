// CopyButton: copies the whole text and says that it did.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

type CopyButtonProps = {
  readonly text: string;
  /** What is copied, for screen readers: "payment hash". */
  readonly what: string;
  /** Draws the words beside the icon. */
  readonly withLabel?: boolean;
};

export function CopyButton({ text, what, withLabel = false }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);
  const words = state === 'copied' ? 'Copied' : state === 'refused' ? 'Not copied' : `Copy ${what}`;
  return (
    <button
      type="button"
      aria-label={words}
      title={words}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setState('copied'),
          () => setState('refused'),
        );
      }}
      className={`inline-flex h-6 items-center justify-center gap-1.5 rounded text-xs text-faint hover:bg-raised hover:text-ink ${withLabel ? 'px-2' : 'w-6'}`}
    >
      {state === 'copied' ? (
        <Check size={13} className="text-ok" aria-hidden />
      ) : (
        <Copy size={13} aria-hidden />
      )}
      {withLabel && words}
      <span role="status" className="sr-only">
        {state === 'ready' ? '' : words}
      </span>
    </button>
  );
}
