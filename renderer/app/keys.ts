// Keys: what a press means, by the table of commands. Letters move or do the safe thing; nothing is heard while a person types.
import { useEffect, useLayoutEffect, useRef } from 'react';
import { COMMANDS, isLetterKey, type CommandId } from './commands.ts';

/** A key press as the rules see it. `mod` is Ctrl, or ⌘ on a Mac. */
export type Press = {
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
  /** The key is being held down. */
  readonly repeated: boolean;
};

export type KeyState = {
  /** `g` was pressed less than `JUMP_MS` ago. */
  readonly afterG: boolean;
  /** The focus is in a text field, or something floats above the page. */
  readonly typing: boolean;
  /** The operator's setting. */
  readonly letters: boolean;
};

/** Milliseconds within which the letter must follow `g`. */
export const JUMP_MS = 1_200;

/** As the table writes a shortcut; a letter with Ctrl is upper case there, R is a letter of any case. */
function shortcutOf({ key, mod, shift }: Press, afterG: boolean): string {
  if (mod) return `Ctrl+${shift ? 'Shift+' : ''}${key.toUpperCase()}`;
  if (key === 'Escape') return 'Esc';
  return afterG ? `g ${key.toLowerCase()}` : key.toLowerCase();
}

/** The commands a press may mean: the first that can be done where the operator is, is meant. `g`: a letter follows. */
export function meaningOf(press: Press, { afterG, typing, letters }: KeyState): readonly CommandId[] | 'g' {
  const pressed = shortcutOf(press, afterG);
  if (typing && !press.mod) return [];
  if (!letters && isLetterKey(pressed)) return [];
  if (pressed === 'g' && !press.shift) return 'g';
  return COMMANDS.filter(
    ({ keys, repeats }) =>
      keys !== undefined &&
      (keys.startsWith('Ctrl+') || keys === 'Esc' ? keys : keys.toLowerCase()) === pressed &&
      (!press.repeated || repeats === true),
  ).map(({ id }) => id);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)));

/**
 * While something floats above the page only Ctrl shortcuts are heard, so that a letter cannot move what lies beneath it. A toast has a
 * dialog's role too, and takes nothing over.
 */
const isFloating = (): boolean =>
  [...document.querySelectorAll('[role="dialog"],[role="alertdialog"],[role="listbox"],[role="menu"]')].some(
    (floating) => floating.closest('[data-toasts]') === null,
  );

/** Calls `run` with the commands a press may mean, with the newest `run` it was given. True: done, the press goes no further. */
export function useKeyCommands(letters: boolean, run: (commands: readonly CommandId[]) => boolean): void {
  const newest = useRef({ letters, run });
  useEffect(() => {
    newest.current = { letters, run };
  });
  // Before the paint: whoever sees the screen can press its keys.
  useLayoutEffect(() => {
    let pressedG = -JUMP_MS;
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey || event.isComposing || event.defaultPrevented) return;
      const press = {
        key: event.key,
        mod: event.ctrlKey || event.metaKey,
        shift: event.shiftKey,
        repeated: event.repeat,
      };
      const meaning = meaningOf(press, {
        afterG: event.timeStamp - pressedG < JUMP_MS,
        typing: isTyping(event.target) || isFloating(),
        letters: newest.current.letters,
      });
      pressedG = meaning === 'g' ? event.timeStamp : -JUMP_MS;
      if (meaning !== 'g' && meaning.length > 0 && newest.current.run(meaning)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
