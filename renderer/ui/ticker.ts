// Ticker: one timer for everything on the screen that goes by the clock, so that a table of ages is drawn once a second and not once for each row.

export type Subscribe = (listener: () => void) => () => void;

/** Calls every listener each `milliseconds`, all in one turn; runs only while somebody listens. */
export function createTicker(milliseconds: number): Subscribe {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  return (listener) => {
    // A wrapper of its own, so that the same function may listen twice.
    const own = (): void => listener();
    listeners.add(own);
    timer ??= setInterval(() => {
      for (const each of listeners) each();
    }, milliseconds);
    return () => {
      listeners.delete(own);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  };
}
