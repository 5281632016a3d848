// BakeLine: the command that makes a macaroon for this console's own calls and nothing else, ready to be copied to the node's machine.
import { BAKE_LINE } from '../../../shared/domain/lnd-rights.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';

export function BakeLine() {
  return (
    <div className="rounded-lg border border-line bg-bg px-3 py-2">
      <div className="flex items-center justify-between gap-4">
        <p className="text-xs text-muted">
          On the node’s machine this makes a macaroon that can read, pay and make invoices, and nothing else:
        </p>
        <span className="shrink-0 whitespace-nowrap">
          <CopyButton text={BAKE_LINE} what="command" withLabel />
        </span>
      </div>
      <p
        className="mt-1 max-h-24 overflow-y-auto font-mono text-2xs leading-4.5 text-muted wrap-anywhere select-all"
        tabIndex={0}
        aria-label="Command that bakes a fitting macaroon"
        role="textbox"
        aria-readonly
      >
        {BAKE_LINE}
      </p>
    </div>
  );
}
