// QrButton: a text as a QR code beside it, with the text below in groups of four to compare.
import { Popover as Base } from '@base-ui/react/popover';
import { QrCode } from 'lucide-react';
import { groupsOf } from './groups.ts';
import { Qr } from './Qr.tsx';

export function QrButton({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <Base.Root>
      <Base.Trigger
        aria-label={`Show ${what} as a QR code`}
        title={`Show ${what} as a QR code`}
        className="inline-flex size-6 items-center justify-center rounded text-faint hover:bg-raised hover:text-ink"
      >
        <QrCode size={13} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50 outline-none">
          <Base.Popup className="w-62 rounded-lg border border-line-strong bg-raised p-3 shadow-float outline-none">
            <Base.Title className="mb-2 text-xs font-semibold text-muted first-letter:uppercase">
              {what}
            </Base.Title>
            <Qr text={text} label={`${what} as a QR code`} size={222} />
            <p className="mt-2 flex flex-wrap gap-x-1.5 font-mono text-2xs text-muted select-text">
              {groupsOf(text).map((group, index) => (
                <span key={index}>{group}</span>
              ))}
            </p>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
