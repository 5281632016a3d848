// Sections: the gallery from the smallest part to the largest.
import { Controls } from './Controls.tsx';
import { Figures } from './Figures.tsx';
import { Floats } from './Floats.tsx';
import { Gauges } from './Gauges.tsx';
import { States } from './States.tsx';
import { Tables } from './Tables.tsx';
import { Tokens } from './Tokens.tsx';

export function Sections() {
  return (
    <main id="content" tabIndex={-1} className="h-full overflow-y-auto outline-none">
      <div className="mx-auto flex max-w-7xl flex-col gap-8 px-5 py-6">
        <h1 className="text-xl font-semibold tracking-tight">Components</h1>
        <Tokens />
        <Controls />
        <Figures />
        <Gauges />
        <States />
        <Tables />
        <Floats />
      </div>
    </main>
  );
}
