// ShortcutSheet: every shortcut, from the tables that bind them.
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Button.tsx';
import { usePlaces } from './use-places.ts';

const OTHERS: readonly (readonly [readonly string[], string])[] = [
  [['Ctrl', 'K'], 'Search or run a command'],
  [['Ctrl', 'Shift', 'F'], 'Open the freeze dialog'],
  [['Ctrl', 'Shift', 'L'], 'Lock the screen'],
  [['?'], 'This sheet'],
  [['j'], 'Next row of a list'],
  [['k'], 'Row before it'],
  [['Esc'], 'Close, or go back'],
];

export function ShortcutSheet({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const places = usePlaces();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard" width="wide">
      <div className="grid grid-cols-2 gap-x-10">
        <dl>
          {places.map(({ letter, label }) => (
            <Shortcut key={letter} keys={['g', letter]} words={`Go to ${label}`} />
          ))}
        </dl>
        <dl>
          {OTHERS.map(([keys, words]) => (
            <Shortcut key={words} keys={keys} words={words} />
          ))}
        </dl>
      </div>
      <p className="mt-4 text-xs text-faint">
        Single letters only move. What changes something has a button, or wants Ctrl (⌘ on a Mac).
      </p>
    </Dialog>
  );
}

function Shortcut({ keys, words }: { readonly keys: readonly string[]; readonly words: string }) {
  return (
    <div className="flex h-8 items-center justify-between border-b border-line text-sm last:border-0">
      <dt>{words}</dt>
      <dd className="flex gap-1">
        {keys.map((key) => (
          <Key key={key}>{key}</Key>
        ))}
      </dd>
    </div>
  );
}
