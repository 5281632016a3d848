// Address: a key or hash in full, in groups of four of alternating tone, so that two can be compared by eye. Never cut where something is decided.
import { CopyButton } from './CopyButton.tsx';
import { QrButton } from './QrButton.tsx';
import { groupsOf } from './groups.ts';

type AddressProps = {
  readonly text: string;
  /** What it is, for the copy button: "destination node". */
  readonly what: string;
  /** Groups that differ from this one are marked: for look-alikes. */
  readonly against?: string;
  /** Offers it as a QR code too, for what another device must read. */
  readonly qr?: boolean;
};

export function Address({ text, what, against, qr = false }: AddressProps) {
  const other = against === undefined ? null : groupsOf(against);
  return (
    <span className="inline-flex items-start gap-2">
      <span className="flex flex-wrap gap-x-[7px] gap-y-0.5 font-mono text-[12.5px] leading-6 select-text">
        {groupsOf(text).map((group, index) => {
          const differs = other !== null && other[index] !== group;
          const tone = differs
            ? 'text-danger underline decoration-2 underline-offset-4'
            : index % 2 === 0
              ? 'font-medium text-ink'
              : 'text-muted';
          return (
            <span key={index} className={tone}>
              {group}
            </span>
          );
        })}
      </span>
      <span className="inline-flex shrink-0">
        <CopyButton text={text} what={what} />
        {qr && <QrButton text={text} what={what} />}
      </span>
    </span>
  );
}

/** "02f1a8d3…c96be7d2": for lists, where nothing is decided. The whole stands in the tooltip. */
export function ShortAddress({ text }: { readonly text: string }) {
  return (
    <span className="font-mono text-xs" title={text}>
      {text.length <= 20 ? text : `${text.slice(0, 8)}…${text.slice(-8)}`}
    </span>
  );
}
