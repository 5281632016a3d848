// What was filled in to send from an account, kept while the operator looks elsewhere: an address typed twice is an address mistyped once.
import { create } from 'zustand';
import type { SendTyped } from './send-form.ts';

type Kept = { readonly forms: Readonly<Record<string, SendTyped>> };

const useStore = create<Kept>()(() => ({ forms: {} }));

/** `place`: the account, or the draft that is changed. */
export function useSendForm(place: string, atFirst: () => SendTyped) {
  const kept = useStore(({ forms }) => forms[place]);
  const send = kept ?? atFirst();
  return {
    send,
    set: (part: Partial<SendTyped>): void =>
      useStore.setState(({ forms }) => ({ forms: { ...forms, [place]: { ...send, ...part } } })),
    clear: (): void =>
      useStore.setState(({ forms }) => ({
        forms: Object.fromEntries(Object.entries(forms).filter(([each]) => each !== place)),
      })),
  };
}
