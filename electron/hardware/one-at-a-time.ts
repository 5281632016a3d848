// Mutex: a Ledger answers one command after another, and mixes answers up when asked for two.

export type OneAtATime = <T>(act: () => Promise<T>) => Promise<T>;

/** What is asked while something runs waits for its end, however that comes. */
export function oneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const next = last.then(act, act);
    last = next.catch(() => undefined);
    return next;
  };
}
