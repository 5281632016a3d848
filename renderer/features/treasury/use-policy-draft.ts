// What was composed of a policy so far: kept while the operator looks elsewhere, because reading keys from several Ledgers takes a while.
import { create } from 'zustand';
import { PRESETS, type Preset } from './policy-template.ts';

type PolicyDraft = {
  readonly name: string;
  readonly preset: Preset;
  readonly template: string;
  readonly keys: readonly string[];
  /** The place for which a key is being read from a Ledger. */
  readonly reading: number | null;
};

const EMPTY: PolicyDraft = {
  name: '',
  preset: 'any-2-of-3',
  template: PRESETS['any-2-of-3'].template,
  keys: [],
  reading: null,
};

const useStore = create<PolicyDraft>()(() => EMPTY);

const set = (change: Partial<PolicyDraft>): void => useStore.setState(change);
const clear = (): void => useStore.setState(EMPTY);
const setKey = (index: number, text: string): void =>
  useStore.setState(({ keys }) => ({
    keys: Array.from({ length: Math.max(keys.length, index + 1) }, (_, at) =>
      at === index ? text : (keys[at] ?? ''),
    ),
  }));

/** What was read goes where it was read for, once. */
const take = (key: string): void => {
  const { reading } = useStore.getState();
  if (reading === null) return;
  setKey(reading, key);
  set({ reading: null });
};

export const usePolicyDraft = () => ({ draft: useStore(), set, setKey, take, clear });
