// useHeldOrder: while a pointer moves over a table its rows keep their places, so that a live figure never puts another row under a click.
import { useEffect, useRef, useState } from 'react';

/** A pointer that rests this long is not about to press; milliseconds, own default. */
const REST_MS = 4_000;

/** `ids` in their true order. `held` is the order to keep, or null when rows may move. */
export function useHeldOrder(ids: readonly string[]) {
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const newest = useRef(ids);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    newest.current = ids;
  });
  const release = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHeld(null);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    held,
    release,
    onPointerMove: (): void => {
      if (timer.current === undefined) setHeld(newest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(release, REST_MS);
    },
  };
}
