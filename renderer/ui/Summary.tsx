// Summary: a sentence of the log. Its amounts are hidden with all others, and nothing in it can turn the line around.
import { useDisplay } from './display.ts';
import { FencedInline } from './Fenced.tsx';
import { maskAmounts } from './format.ts';

export function Summary({ text }: { readonly text: string }) {
  const { hideBalances } = useDisplay();
  return <FencedInline text={hideBalances ? maskAmounts(text) : text} />;
}
