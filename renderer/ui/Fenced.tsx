// Fenced: text somebody else wrote. Monospace behind a dashed edge, links dead, invisible and direction-changing characters shown.
import { useMemo } from 'react';
import { fence, type FencePart } from './fence.ts';
import { groupDigits } from './format.ts';

type FencedProps = {
  readonly text: string;
  /** What it is: "The agent’s purpose". */
  readonly label: string;
  /** Said when there is no text. */
  readonly empty: string;
};

// SECURITY: drawn as text nodes alone; nothing in it is ever parsed as markup or made a link.
export function Fenced({ text, label, empty }: FencedProps) {
  const { parts, cut, marks, mixed } = useMemo(() => fence(text), [text]);
  if (text.trim() === '') return <p className="text-sm text-faint">{empty}</p>;
  return (
    <div className="flex flex-col gap-2">
      <div
        role="group"
        aria-label={`${label}, untrusted text`}
        // Scrollable, so it must be reachable by keyboard.
        tabIndex={0}
        dir="ltr"
        className="max-h-44 overflow-auto rounded-lg border border-dashed border-line-strong bg-bg px-3 py-2.5 font-mono text-xs leading-5 wrap-anywhere whitespace-pre-wrap isolate select-text"
      >
        <FencedParts parts={parts} />
      </div>
      {(marks > 0 || mixed.length > 0 || cut > 0) && (
        <ul className="flex flex-col gap-0.5 text-xs text-warn">
          {marks > 0 && (
            <li>
              {marks === 1 ? '1 invisible character is' : `${groupDigits(marks)} invisible characters are`}{' '}
              shown as marks. Honest text seldom has any.
            </li>
          )}
          {mixed.length > 0 && (
            <li>
              Letters of several alphabets in one word:{' '}
              <span className="font-mono">{mixed.slice(0, 3).join(', ')}</span>
            </li>
          )}
          {cut > 0 && <li>{groupDigits(cut)} more characters are not shown.</li>}
        </ul>
      )}
    </div>
  );
}

function FencedParts({ parts }: { readonly parts: readonly FencePart[] }) {
  return parts.map((part, index) =>
    part.kind === 'text' ? (
      <bdi key={index} dir="ltr">
        {part.text}
      </bdi>
    ) : (
      <span
        key={index}
        title={part.name}
        className="relative mx-0.5 rounded border border-warn/60 px-1 text-2xs text-warn"
      >
        <span className="sr-only">{part.name} </span>
        {part.label}
        {part.count > 1 && `×${part.count}`}
      </span>
    ),
  );
}

/** Untrusted text inside a line of our own, for names and details. */
export function FencedInline({ text }: { readonly text: string }) {
  const { parts } = useMemo(() => fence(text), [text]);
  return <FencedParts parts={parts} />;
}
