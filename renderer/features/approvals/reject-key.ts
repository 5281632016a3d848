// Reject key: R rejects from anywhere on the decision page, except where R means something else.
import { useEffect, useRef } from 'react';

/** A letter within this many milliseconds after `g` is a jump to another screen. */
const JUMP_MS = 1_200;

type Press = {
  readonly key: string;
  readonly withModifier: boolean;
  readonly repeated: boolean;
  /** The focus is in a text field or a dialog is open. */
  readonly elsewhere: boolean;
  readonly sinceG: number;
};

/** Whether a press means "reject". Pure. */
export const meansReject = ({ key, withModifier, repeated, elsewhere, sinceG }: Press): boolean =>
  key.toLowerCase() === 'r' && !withModifier && !repeated && !elsewhere && sinceG >= JUMP_MS;

const isElsewhere = (target: EventTarget | null): boolean =>
  (target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) ||
  document.querySelector('[role="dialog"],[role="alertdialog"]') !== null;

/** Calls `reject` when R is pressed while `enabled`. */
export function useRejectKey(enabled: boolean, reject: () => void): void {
  const newest = useRef(reject);
  useEffect(() => {
    newest.current = reject;
  });
  useEffect(() => {
    if (!enabled) return;
    let pressedG = -JUMP_MS;
    const onKey = (event: KeyboardEvent): void => {
      const sinceG = event.timeStamp - pressedG;
      if (event.key === 'g') pressedG = event.timeStamp;
      const press = {
        key: event.key,
        withModifier: event.ctrlKey || event.metaKey || event.altKey,
        repeated: event.repeat || event.isComposing,
        elsewhere: isElsewhere(event.target),
        sinceG,
      };
      if (!meansReject(press)) return;
      event.preventDefault();
      newest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
}
