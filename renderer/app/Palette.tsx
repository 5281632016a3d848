// Palette: every screen, agent and safe command behind one line of text. It shows the shortcut beside the command, so it teaches.
import { Dialog as Base } from '@base-ui/react/dialog';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useAct, useRead } from '../bridge/queries.ts';
import { Key } from '../ui/Button.tsx';
import { findCommands } from './palette-search.ts';
import { usePlaces } from './use-places.ts';

type Command = {
  readonly id: string;
  readonly label: string;
  readonly also?: string;
  readonly kind: string;
  readonly keys?: readonly string[];
  readonly run: () => void;
};

type PaletteProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onFreeze: () => void;
  readonly onSheet: () => void;
  readonly onLock: () => void;
};

/** More than fits the eye; the rest is found by typing. */
const SHOWN = 50;

export function Palette(props: PaletteProps) {
  return (
    <Base.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Base.Popup
          aria-label="Search or run a command"
          className="fixed top-[12vh] left-1/2 z-50 w-[min(600px,92vw)] -translate-x-1/2 overflow-hidden rounded-xl border border-line-strong bg-panel shadow-float outline-none"
        >
          <Finder {...props} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function useCommands({ onOpenChange, onFreeze, onSheet, onLock }: PaletteProps): readonly Command[] {
  const navigate = useNavigate();
  const places = usePlaces();
  const agents = useRead('agents.list', {}).data?.agents ?? [];
  const preferences = useRead('settings.get', {}).data;
  const set = useAct('settings.set');
  const verify = useAct('timeline.verify');
  const frozen = useRead('gate.status', {}).data?.frozen ?? false;
  const close = (): void => onOpenChange(false);
  const hidden = preferences?.hideBalances ?? false;
  return [
    ...places.map(({ to, label, letter }): Command => ({
      id: to,
      label: `Go to ${label}`,
      kind: 'Screen',
      keys: ['g', letter],
      run: () => {
        void navigate({ to });
        close();
      },
    })),
    {
      id: 'new-agent',
      label: 'Add an agent',
      also: 'new create pair',
      kind: 'Command',
      run: () => {
        void navigate({ to: '/agents/new' });
        close();
      },
    },
    {
      id: 'freeze',
      label: frozen ? 'Unfreeze fleet …' : 'Freeze fleet …',
      also: 'stop panic emergency',
      kind: 'Command',
      keys: ['Ctrl', 'Shift', 'F'],
      run: onFreeze,
    },
    {
      id: 'hide',
      label: hidden ? 'Show balances' : 'Hide balances',
      also: 'privacy amounts mask',
      kind: 'Command',
      run: () => {
        set.mutate({ hideBalances: !hidden });
        close();
      },
    },
    ...(['dark', 'light', 'system'] as const).map((theme): Command => ({
      id: `theme-${theme}`,
      label: theme === 'system' ? 'Theme: as the system' : `Theme: ${theme}`,
      also: 'appearance colour mode',
      kind: 'Command',
      run: () => {
        set.mutate({ theme });
        close();
      },
    })),
    {
      id: 'verify',
      label: 'Verify the log now',
      also: 'audit chain timeline',
      kind: 'Command',
      run: () => {
        verify.mutate({});
        void navigate({ to: '/timeline' });
        close();
      },
    },
    {
      id: 'lock',
      label: 'Lock the screen',
      kind: 'Command',
      keys: ['Ctrl', 'Shift', 'L'],
      run: () => {
        close();
        onLock();
      },
    },
    {
      id: 'sheet',
      label: 'Keyboard shortcuts',
      also: 'help keys',
      kind: 'Command',
      keys: ['?'],
      run: onSheet,
    },
    ...agents.map(({ id, name, purpose }): Command => ({
      id: `agent-${id}`,
      label: name,
      also: `agent ${purpose}`,
      kind: 'Agent',
      run: () => {
        void navigate({ to: '/agents/$id', params: { id } });
        close();
      },
    })),
  ];
}

function Finder(props: PaletteProps) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const found = findCommands(useCommands(props), typed).slice(0, SHOWN);
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
      found[chosen]?.run();
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
            onClick={command.run}
            className="flex h-9 items-center gap-3 rounded-lg px-3 text-sm aria-selected:bg-raised"
          >
            <span className="flex-1 truncate">{command.label}</span>
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
