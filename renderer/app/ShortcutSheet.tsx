// ShortcutSheet: every command with its keys, printed from the table that binds them.
import { useRead } from '../bridge/queries.ts';
import { Button, Key } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { capsOf, COMMANDS, isLetterKey, type CommandGroup, type KnownCommand } from './commands.ts';
import { usePlaces } from './use-places.ts';

type SheetProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onLetterKeys: () => void;
};

const COLUMNS: readonly (readonly CommandGroup[])[] = [
  ['Go to', 'On a payment that waits', 'In a list'],
  ['Anywhere'],
];

export function ShortcutSheet({ open, onOpenChange, onLetterKeys }: SheetProps) {
  const letters = useRead('settings.get', {}).data?.letterKeys ?? true;
  const places = usePlaces();
  const isHere = ({ id }: KnownCommand): boolean =>
    !id.startsWith('go ') || places.some(({ to }) => id === `go ${to}`);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard" width="wide">
      <div className="grid grid-cols-2 gap-x-10">
        {COLUMNS.map((groups) => (
          <div key={groups[0]} className="flex flex-col gap-4">
            {groups.map((group) => (
              <section key={group} aria-label={group}>
                <h3 className="pb-1 text-2xs font-semibold text-faint">{group}</h3>
                <dl>
                  {COMMANDS.filter((command) => command.group === group && isHere(command)).map((command) => (
                    <Shortcut key={command.id} command={command} letters={letters} />
                  ))}
                </dl>
              </section>
            ))}
          </div>
        ))}
      </div>
      <div className="mt-4 flex items-center justify-between gap-6">
        <p className="text-xs text-faint">
          {letters
            ? 'Letters move, or do the safe thing. What moves money or lets an agent go has a button of its own. On a Mac, Ctrl is ⌘.'
            : 'The letter keys are off. Everything is in the palette: Ctrl K.'}
        </p>
        <Button size="small" onClick={onLetterKeys}>
          {letters ? 'Turn the letter keys off' : 'Turn the letter keys on'}
        </Button>
      </div>
    </Dialog>
  );
}

function Shortcut({ command, letters }: { readonly command: KnownCommand; readonly letters: boolean }) {
  const { words, keys } = command;
  const off = keys !== undefined && !letters && isLetterKey(keys);
  return (
    <div className="flex h-7 items-center justify-between gap-3 border-b border-line text-sm last:border-0">
      <dt className="truncate">{words}</dt>
      <dd className="flex shrink-0 items-center gap-1">
        {keys === undefined || off ? (
          <span className="text-xs text-faint">palette</span>
        ) : (
          capsOf(keys).map((key) => <Key key={key}>{key}</Key>)
        )}
      </dd>
    </div>
  );
}
