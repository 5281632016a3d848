// EntryProof: the hashes that hold an entry in its place, and the very text they were made from.
import type { Value } from '../../bridge/client.ts';
import { Address } from '../../ui/Address.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { useDisplay } from '../../ui/display.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';

export function EntryProof({ entry }: { readonly entry: Value<'timeline.entry'> }) {
  const { hideBalances } = useDisplay();
  return (
    <section aria-labelledby="entry-proof" className="flex flex-col gap-3">
      <h3 id="entry-proof" className="flex items-center gap-2 text-xs font-semibold text-muted">
        Its place in the log
        {entry.fits ? (
          <StatusChip tone="ok">hash and neighbours fit</StatusChip>
        ) : (
          <StatusChip tone="danger">does not fit</StatusChip>
        )}
      </h3>
      {!entry.fits && (
        <p role="alert" className="text-sm text-danger">
          This entry or a neighbour is not what was written. Verify the log, and trust nothing after the first
          broken entry.
        </p>
      )}
      <Hash label="Hash, SHA-256 of the text below" text={entry.hash} what="hash" />
      <Hash label="Hash of the entry before" text={entry.prev} what="previous hash" />
      {entry.next === null ? (
        <p className="text-xs text-faint">The newest entry: nothing follows yet.</p>
      ) : (
        <Hash label="What the entry after says of this one" text={entry.next} what="hash in the next entry" />
      )}
      <details className="rounded-lg border border-line">
        <summary className="cursor-default px-3 py-2 text-xs text-muted select-none">
          The hashed text (RFC 8785)
        </summary>
        <div className="border-t border-line px-3 py-2">
          {hideBalances ? (
            <p className="text-xs text-faint">Hidden with the amounts. Show balances to read it.</p>
          ) : (
            <>
              <p
                tabIndex={0}
                className="max-h-56 overflow-auto font-mono text-xs wrap-anywhere whitespace-pre-wrap select-text"
              >
                <FencedInline text={entry.canonical} />
              </p>
              <CopyButton text={entry.canonical} what="hashed text" withLabel />
            </>
          )}
        </div>
      </details>
    </section>
  );
}

function Hash({
  label,
  text,
  what,
}: {
  readonly label: string;
  readonly text: string;
  readonly what: string;
}) {
  return (
    <div>
      <p className="mb-0.5 text-xs text-faint">{label}</p>
      <Address text={text} what={what} />
    </div>
  );
}
