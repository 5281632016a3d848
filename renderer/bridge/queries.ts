// Reads and acts of the contract as hooks. The cache holds what the core said and nothing else.
import {
  QueryCache,
  QueryClient,
  keepPreviousData,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { CallName, PortcullisClient } from '../../shared/contract/contract.ts';
import type { Bridge } from '../../shared/contract/push.ts';
import type { Result } from '../../shared/domain/result.ts';
import { createClient, type Params, type Value } from './client.ts';
import { createGatherer, isOld } from './invalidation.ts';
import { createPresence, withPresence, type Presence } from './presence.ts';
import { RefusedError } from './refused-error.ts';

export type Console = {
  readonly bridge: Bridge;
  readonly client: PortcullisClient;
  readonly queries: QueryClient;
  readonly presence: Presence;
  /** Drops every answer but those shown while locked, every finished act, and turns an open passphrase question away. */
  readonly forget: () => void;
};

const SHOWN_WHILE_LOCKED: ReadonlySet<unknown> = new Set(['app.status', 'settings.get']);

const isLocked = (error: unknown): boolean => error instanceof RefusedError && error.code === 'locked';

/** Joins a bridge with a cache: pushes make reads old, and a `locked` refusal asks for the status, which shows Unlock. */
export function createConsole(bridge: Bridge): Console & { readonly stop: () => void } {
  const seenLocked = (error: unknown): void => {
    if (isLocked(error)) void queries.invalidateQueries({ queryKey: ['app.status'] });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: seenLocked }),
    defaultOptions: {
      // The core is on this machine: there is no network to wait for, and a refusal does not get better by asking again.
      queries: { retry: false, networkMode: 'always', staleTime: 1_000, gcTime: 60_000 },
      // SECURITY: an act's arguments may be a passphrase and its answer a pairing secret: neither outlives its component.
      mutations: { networkMode: 'always', gcTime: 0, onError: seenLocked },
    },
  });
  const gather = createGatherer(
    (words) =>
      void queries.invalidateQueries({
        predicate: ({ queryKey: [name] }) => typeof name === 'string' && isOld(words, name),
      }),
    setTimeout,
  );
  const stop = bridge.onPush(({ changed }) => gather(changed));
  const presence = createPresence();
  const forget = (): void => {
    presence.close(false);
    queries.removeQueries({ predicate: ({ queryKey: [name] }) => !SHOWN_WHILE_LOCKED.has(name) });
    queries.getMutationCache().clear();
  };
  return { bridge, client: createClient(bridge), queries, presence, forget, stop };
}

export const ConsoleContext = createContext<Console | null>(null);

/** The console of the page. Throws outside of the provider: that is a bug. */
export function useConsole(): Console {
  const found = useContext(ConsoleContext);
  if (!found) throw new Error('no console above this component');
  return found;
}

/** The value of an answer; a refusal is thrown as `RefusedError`, as TanStack Query wants it. */
export async function unwrap<K extends CallName>(answer: Promise<Result<unknown>>): Promise<Value<K>> {
  const result = await answer;
  if (!result.ok) throw new RefusedError(result.code, result.message);
  return result.value as Value<K>;
}

type ReadOptions = {
  /** false: do not ask yet. */
  readonly enabled?: boolean;
  /**
   * Show the answer to the former arguments until the new one comes. For filters and ranges only: on a page about one thing
   * it would show another thing's figures under this one's name.
   */
  readonly keepPrevious?: boolean;
  /** Milliseconds between questions even without a push, for figures that move with time alone. */
  readonly every?: number;
};

/** Reads the contract and stays current with pushes. `error` is a `RefusedError`; data stays while it is asked anew. */
export function useRead<K extends CallName>(
  name: K,
  params: Params<K>,
  { enabled = true, keepPrevious = false, every }: ReadOptions = {},
): UseQueryResult<Value<K>, RefusedError> {
  const { client } = useConsole();
  return useQuery<Value<K>, RefusedError>({
    queryKey: [name, params],
    queryFn: () => unwrap<K>(client[name](params as never)),
    enabled,
    refetchInterval: every ?? false,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** An act without a person's proof. `mutate(params)`; `error` is a `RefusedError`. */
export function useAct<K extends CallName>(name: K): UseMutationResult<Value<K>, RefusedError, Params<K>> {
  const { client } = useConsole();
  return useMutation<Value<K>, RefusedError, Params<K>>({
    mutationFn: (params) => unwrap<K>(client[name](params as never)),
  });
}

/** A `human` act: asks for the passphrase when it was given too long ago, then acts. Turning away is `CANCELLED`. */
export function useHumanAct<K extends CallName>(
  name: K,
): UseMutationResult<Value<K>, RefusedError, Params<K>> {
  const { client, presence } = useConsole();
  return useMutation<Value<K>, RefusedError, Params<K>>({
    mutationFn: (params) =>
      unwrap<K>(withPresence<unknown>(() => client[name](params as never), presence.ask)),
  });
}
