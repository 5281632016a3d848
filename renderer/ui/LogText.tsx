// LogText: a sentence of the log. Its amounts are hidden with all others, though they are text here.
import { useDisplay } from './display.ts';
import { maskAmounts } from './format.ts';

export function LogText({ text }: { readonly text: string }) {
  return useDisplay().hideBalances ? maskAmounts(text) : text;
}
