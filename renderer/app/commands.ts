// Commands: the one table the palette offers, the sheet prints and the keys are bound by. WCAG 2.2, 2.1.4: letters can be turned off.
import { PLACES } from './navigation.ts';

export type CommandGroup = 'Go to' | 'Anywhere' | 'In a list' | 'On a payment that waits';

export type Command = {
  readonly id: string;
  readonly words: string;
  /** More words the palette finds it by. */
  readonly also?: string;
  /** "Ctrl+Shift+F", "g o" (one after the other), "?", "Esc". Ctrl is ⌘ on a Mac. */
  readonly keys?: string;
  readonly group: CommandGroup;
  /** A held key goes on doing it. */
  readonly repeats?: true;
  /** The palette does not offer itself. */
  readonly notInPalette?: true;
};

const table = [
  ...PLACES.map(({ to, label, letter }) => ({
    id: `go ${to}` as const,
    words: `Go to ${label}`,
    keys: `g ${letter}`,
    group: 'Go to' as const,
  })),
  {
    id: 'open-waiting',
    words: 'Open the payment that expires first',
    also: 'decide approve next queue',
    keys: 'g w',
    group: 'Go to',
  },
  { id: 'new-agent', words: 'Add an agent', also: 'new create pair', group: 'Go to' },
  {
    id: 'new-account',
    words: 'New cold account on Ledger',
    also: 'treasury hardware wallet policy multisig',
    group: 'Go to',
  },

  { id: 'palette', words: 'Search or run a command', keys: 'Ctrl+K', group: 'Anywhere', notInPalette: true },
  {
    id: 'freeze',
    words: 'Freeze or unfreeze fleet …',
    also: 'stop panic emergency',
    keys: 'Ctrl+Shift+F',
    group: 'Anywhere',
  },
  { id: 'lock', words: 'Lock the screen', keys: 'Ctrl+Shift+L', group: 'Anywhere' },
  {
    id: 'hide-balances',
    words: 'Hide or show balances',
    also: 'privacy amounts mask',
    keys: 'Ctrl+Shift+H',
    group: 'Anywhere',
  },
  { id: 'back', words: 'Back to the list', also: 'up leave', keys: 'Esc', group: 'Anywhere' },
  { id: 'sheet', words: 'Keyboard shortcuts', also: 'help keys', keys: '?', group: 'Anywhere' },
  { id: 'verify', words: 'Verify the log now', also: 'audit chain timeline', group: 'Anywhere' },
  { id: 'theme-dark', words: 'Theme: dark', also: 'appearance colour mode', group: 'Anywhere' },
  { id: 'theme-light', words: 'Theme: light', also: 'appearance colour mode', group: 'Anywhere' },
  { id: 'theme-system', words: 'Theme: as the system', also: 'appearance colour mode', group: 'Anywhere' },
  { id: 'density', words: 'Rows: compact or comfortable', also: 'appearance density', group: 'Anywhere' },
  {
    id: 'letter-keys',
    words: 'Turn the letter keys off or on',
    also: 'shortcuts single',
    group: 'Anywhere',
  },

  { id: 'row-next', words: 'Next row', keys: 'j', group: 'In a list', repeats: true },
  { id: 'row-previous', words: 'Row before it', keys: 'k', group: 'In a list', repeats: true },

  {
    id: 'decision-next',
    words: 'Next payment that waits',
    also: 'queue',
    keys: 'j',
    group: 'On a payment that waits',
  },
  {
    id: 'decision-previous',
    words: 'Payment before it',
    also: 'queue',
    keys: 'k',
    group: 'On a payment that waits',
  },
  // Rejecting moves no money and binds one invoice alone: the safe act, so a letter may do it.
  { id: 'reject', words: 'Reject this payment', also: 'deny', keys: 'R', group: 'On a payment that waits' },
] as const satisfies readonly Command[];

export type CommandId = (typeof table)[number]['id'];
export type KnownCommand = Command & { readonly id: CommandId };

/** In the order of the sheet. */
export const COMMANDS: readonly KnownCommand[] = table;

/** The key caps of a shortcut, as drawn. */
export const capsOf = (keys: string): readonly string[] =>
  keys.includes('+') ? keys.split('+') : keys.split(' ');

/** Needs neither Ctrl nor a key without a letter: what the setting turns off. */
export const isLetterKey = (keys: string): boolean => !keys.startsWith('Ctrl+') && keys !== 'Esc';
