// TextOnDevice: what a Ledger shows, screen by screen, so that it can be compared with the glass in the operator's hand.
import { groupsOf } from '../../ui/groups.ts';
import { isOpaque } from './treasury-words.ts';

type Screen = { readonly title: string; readonly text: string };

type TextOnDeviceProps = {
  readonly screens: readonly Screen[];
  readonly label: string;
  /** SECURITY: amounts are shown by the device as text; they are hidden with all others. */
  readonly hidden?: boolean;
  /** Two beside each other where there is room. */
  readonly wide?: boolean;
};

export function TextOnDevice({ screens, label, hidden = false, wide = false }: TextOnDeviceProps) {
  return (
    <ol aria-label={label} className={`grid gap-1.5 ${wide ? 'sm:grid-cols-2' : ''}`}>
      {screens.map((screen, index) => (
        <li
          key={index}
          className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-2 rounded-lg border border-line-strong bg-bg px-2.5 py-2"
        >
          <span aria-hidden className="text-2xs leading-5 text-faint">
            {index + 1}
          </span>
          <span className="min-w-0">
            <span className="block text-2xs leading-5 text-muted">{screen.title}</span>
            {screen.text !== '' && (
              <span className="block font-mono text-xs leading-5 wrap-anywhere whitespace-pre-line select-text">
                {hidden && /\d/.test(screen.text) && !isOpaque(screen.text) ? (
                  '•••••'
                ) : isOpaque(screen.text) ? (
                  <Grouped text={screen.text} />
                ) : (
                  screen.text
                )}
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Grouped({ text }: { readonly text: string }) {
  return (
    <span className="flex flex-wrap gap-x-[7px]">
      {groupsOf(text).map((group, index) => (
        <span key={index} className={index % 2 === 0 ? 'text-ink' : 'text-muted'}>
          {group}
        </span>
      ))}
    </span>
  );
}
