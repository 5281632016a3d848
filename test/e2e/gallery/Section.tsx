// Section and Case: a named part of the gallery, and one state of a component with the name of the state.
import { useId, type ReactNode } from 'react';

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4 border-t border-line pt-5">
      <h2 id={id} className="text-lg font-semibold">
        {title}
      </h2>
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2 xl:grid-cols-3">{children}</div>
    </section>
  );
}

type CaseProps = { readonly name: string; readonly children: ReactNode; readonly wide?: boolean };

export function Case({ name, children, wide = false }: CaseProps) {
  return (
    <div
      role="group"
      aria-label={name}
      className={`flex min-w-0 flex-col gap-3 rounded-panel border border-line bg-panel p-3.5 ${wide ? 'md:col-span-2 xl:col-span-3' : ''}`}
    >
      <p className="text-2xs text-faint">{name}</p>
      {children}
    </div>
  );
}
