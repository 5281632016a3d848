// CommandToRun: what Linux wants before it lets a program talk to a Ledger: the command the core names, to be copied whole.
import { CopyButton } from '../../ui/CopyButton.tsx';

export function CommandToRun({ command }: { readonly command: string }) {
  return (
    <div className="mt-2 flex flex-col gap-1.5">
      <div className="flex items-start gap-2 rounded-lg border border-line-strong bg-bg px-3 py-2">
        <code className="min-w-0 flex-1 font-mono text-xs leading-5 wrap-anywhere select-text">
          {command}
        </code>
        <CopyButton text={command} what="the command" />
      </div>
      <p className="text-xs text-muted">
        Linux keeps USB devices to itself until a rule says whose they are. This one lets whoever sits at this
        machine use Ledgers, and nothing else. The Debian package brings it.
      </p>
    </div>
  );
}
