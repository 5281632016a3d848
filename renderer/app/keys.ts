// Keys: single letters move, they never act; acts want Ctrl or ⌘. Nothing is heard while a person types.
import { useEffect, useRef } from 'react';

/** A key press as the rules see it. `mod` is Ctrl, or ⌘ on a Mac. */
export type Press = { readonly key: string; readonly mod: boolean; readonly shift: boolean };

export type KeyCommand =
  | { readonly kind: 'go'; readonly letter: string }
  | { readonly kind: 'palette' | 'sheet' | 'freeze' | 'lock' };

/** Milliseconds within which the letter must follow `g`. */
export const JUMP_MS = 1_200;

/** What a press means. `afterG`: `g` was pressed less than `JUMP_MS` ago. `typing`: the focus is in a text field. */
export function meaningOf(press: Press, afterG: boolean, typing: boolean): KeyCommand | 'g' | null {
  const key = press.key.toLowerCase();
  if (press.mod) {
    if (press.shift) return key === 'f' ? { kind: 'freeze' } : key === 'l' ? { kind: 'lock' } : null;
    return key === 'k' ? { kind: 'palette' } : null;
  }
  if (typing) return null;
  if (afterG && /^[a-z]$/.test(key)) return { kind: 'go', letter: key };
  if (key === 'g' && !press.shift) return 'g';
  return press.key === '?' ? { kind: 'sheet' } : null;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)));

/** While a dialog is open only Ctrl shortcuts are heard, so that a letter cannot move the page beneath it. */
const inDialog = (): boolean => document.querySelector('[role="dialog"],[role="alertdialog"]') !== null;

/** Calls `run` for every command pressed, with the newest `run` it was given. */
export function useKeyCommands(run: (command: KeyCommand) => void): void {
  const newest = useRef(run);
  useEffect(() => {
    newest.current = run;
  });
  useEffect(() => {
    let pressedG = -JUMP_MS;
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey || event.isComposing) return;
      const press = { key: event.key, mod: event.ctrlKey || event.metaKey, shift: event.shiftKey };
      const meaning = meaningOf(
        press,
        event.timeStamp - pressedG < JUMP_MS,
        isTyping(event.target) || inDialog(),
      );
      pressedG = meaning === 'g' ? event.timeStamp : -JUMP_MS;
      if (meaning === null || meaning === 'g') return;
      event.preventDefault();
      newest.current(meaning);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
