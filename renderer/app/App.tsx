import type { Console } from '../bridge/queries.ts';
export function App({ console }: { readonly console: Console }) {
  return <main className="p-8 text-figure text-ink bg-panel">x {console.bridge.shell}</main>;
}
