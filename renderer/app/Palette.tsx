// Palette: every command that can be done now, and every agent, behind one line of text. It shows the shortcut beside the command, so it teaches.
import { Dialog as Base } from '@base-ui/react/dialog';
import { useNavigate } from '@tanstack/react-router';
import { useContext, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useRead } from '../bridge/queries.ts';
import { Key } from '../ui/Button.tsx';
import { FencedInline } from '../ui/Fenced.tsx';
import { CommandContext } from './command-scope.ts';
import { capsOf, COMMANDS, isLetterKey, type CommandId } from './commands.ts';
import { findCommands } from './palette-search.ts';

type Found = {
  readonly id: string;
  readonly label: string;
  readonly also?: string;
  readonly kind: string;
  readonly keys?: readonly string[];
  readonly run: () => void;
};

type PaletteProps = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void };

/** More than fits the eye; the rest is found by typing. */
const SHOWN = 50;

export function Palette({ open, onOpenChange }: PaletteProps) {
  const chosen = useRef<(() => void) | null>(null);
  return (
    <Base.Root
      open={open}
      onOpenChange={onOpenChange}
      onOpenChangeComplete={(isOpen) => {
        const run = chosen.current;
        chosen.current = null;
        // Only when the focus is back where it was: what is done may move it, or open a dialog that gives it back there.
        if (!isOpen && run) setTimeout(run);
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Base.Popup
          aria-label="Search or run a command"
          className="fixed top-[12vh] left-1/2 z-50 w-[min(600px,92vw)] -translate-x-1/2 overflow-hidden rounded-xl border border-line-strong bg-panel shadow-float outline-none"
        >
          <Finder
            onChosen={(run) => {
              chosen.current = run;
              onOpenChange(false);
            }}
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Every command that somebody can do now, then the agents. */
function useFound(): readonly Found[] {
  const scope = useContext(CommandContext);
  const navigate = useNavigate();
  const agents = useRead('agents.list', {}).data?.agents ?? [];
  const preferences = useRead('settings.get', {}).data;
  const frozen = useRead('gate.status', {}).data?.frozen ?? false;
  const letters = preferences?.letterKeys ?? true;
  const now: { readonly [id in CommandId]?: string } = {
    freeze: frozen ? 'Unfreeze the fleet …' : 'Freeze the fleet …',
    'hide-balances': preferences?.hideBalances === true ? 'Show balances' : 'Hide balances',
    'letter-keys': letters ? 'Turn the letter keys off' : 'Turn the letter keys on',
    density: preferences?.density === 'compact' ? 'Rows: comfortable' : 'Rows: compact',
  };
  return [
    ...COMMANDS.filter(({ id, notInPalette }) => notInPalette !== true && scope?.can(id) === true).map(
      ({ id, words, also, keys, group }): Found => ({
        id,
        label: now[id] ?? words,
        also: `${words} ${also ?? ''}`,
        kind: group === 'Go to' ? 'Screen' : 'Command',
        ...(keys !== undefined && (letters || !isLetterKey(keys)) ? { keys: capsOf(keys) } : {}),
        run: () => void scope?.run(id),
      }),
    ),
    ...agents.map(({ id, name, purpose }): Found => ({
      id: `agent-${id}`,
      label: name,
      also: `agent ${purpose}`,
      kind: 'Agent',
      run: () => void navigate({ to: '/agents/$id', params: { id } }),
    })),
  ];
}

function Finder({ onChosen }: { readonly onChosen: (run: () => void) => void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const found = findCommands(useFound(), typed).slice(0, SHOWN);
  const chosen = Math.min(at, found.length - 1);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % found.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const command = found[chosen];
      if (command) onChosen(command.run);
    }
  };
  return (
    <>
      <input
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
        aria-label="Search or run a command"
        value={typed}
        placeholder="A screen, an agent, a command"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base placeholder:text-faint focus-visible:outline-none"
      />
      <ul
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Commands"
        className="max-h-[52vh] overflow-y-auto p-1.5"
      >
        {found.map((command, index) => (
          // The input keeps the focus and names the active option (ARIA combobox pattern); the pointer is a second way.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => onChosen(command.run)}
            className="flex h-9 items-center gap-3 rounded-lg px-3 text-sm aria-selected:bg-accent/14"
          >
            <span className="min-w-0 flex-1 truncate">
              <FencedInline text={command.label} />
            </span>
            {command.keys ? (
              <span className="flex gap-1">
                {command.keys.map((key) => (
                  <Key key={key}>{key}</Key>
                ))}
              </span>
            ) : (
              <span className="text-xs text-faint">{command.kind}</span>
            )}
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p role="status" className="px-4 pb-5 text-sm text-muted">
          Nothing is called “{typed}”. Try a screen, an agent’s name, or a verb such as “freeze”.
        </p>
      )}
    </>
  );
}
