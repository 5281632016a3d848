// Command scope: who can do a command right now. The frame knows those of everywhere, a screen adds its own while it is shown.
import { createContext, useContext, useEffect, useRef } from 'react';
import type { CommandId } from './commands.ts';

type Doer = {
  readonly run: () => void;
  /** Whether it can be done at this moment. */
  readonly can: () => boolean;
};

export type CommandScope = {
  /** Returns the way to take it back. The newest of one command is asked first. */
  readonly add: (id: CommandId, doer: Doer) => () => void;
  readonly can: (id: CommandId) => boolean;
  /** Does it; false when nobody can. */
  readonly run: (id: CommandId) => boolean;
};

export function createCommandScope(): CommandScope {
  const doers = new Map<CommandId, readonly Doer[]>();
  const able = (id: CommandId): Doer | undefined => doers.get(id)?.find(({ can }) => can());
  return {
    add: (id, doer) => {
      doers.set(id, [doer, ...(doers.get(id) ?? [])]);
      return () => {
        doers.set(
          id,
          (doers.get(id) ?? []).filter((each) => each !== doer),
        );
      };
    },
    can: (id) => able(id) !== undefined,
    run: (id) => {
      const doer = able(id);
      doer?.run();
      return doer !== undefined;
    },
  };
}

export const CommandContext = createContext<CommandScope | null>(null);

/** Makes the command do `run` while the component is shown; null: it cannot be done now. Outside of the frame it does nothing. */
export function useCommand(id: CommandId, run: (() => void) | null): void {
  const scope = useContext(CommandContext);
  const newest = useRef(run);
  useEffect(() => {
    newest.current = run;
  });
  useEffect(
    () => scope?.add(id, { run: () => newest.current?.(), can: () => newest.current !== null }),
    [scope, id],
  );
}
