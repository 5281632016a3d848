// StatusChip and Lamp: a state in a word; the colour only repeats it.
import type { ReactNode } from 'react';

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'neutral';

const CHIPS: Readonly<Record<Tone, string>> = {
  ok: 'text-ok border-ok/45',
  warn: 'text-warn border-warn/55',
  danger: 'text-danger border-danger/55',
  info: 'text-accent border-accent/50',
  neutral: 'text-muted border-line-strong',
};

export function StatusChip({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center rounded-md border px-1.5 text-2xs leading-5 font-medium tracking-normal whitespace-nowrap ${CHIPS[tone]}`}
    >
      {children}
    </span>
  );
}

const LAMPS: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok ring-ok/25',
  warn: 'bg-warn ring-warn/25',
  danger: 'bg-danger ring-danger/25',
  info: 'bg-accent ring-accent/25',
  neutral: 'bg-faint ring-faint/25',
};

export function Lamp({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-muted">
      <span aria-hidden className={`keeps-fill size-2 rounded-full ring-3 ${LAMPS[tone]}`} />
      {children}
    </span>
  );
}
