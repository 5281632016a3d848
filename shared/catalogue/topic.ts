// What a topic of the catalogue is made of: plain data, so that it can be searched, linked and checked.

/** Where a statement comes from. What the guide does not say is never put into its mouth. */
export const SOURCES = {
  guide: 'From the guide “Security for Agents”',
  beyond: 'From other pages of the guide’s site',
  own: 'This product’s own choice',
} as const;
export type Source = keyof typeof SOURCES;

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'points'; readonly title?: string; readonly points: readonly string[] }
  | { readonly kind: 'steps'; readonly title?: string; readonly steps: readonly string[] }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** A screen that does what the topic speaks of. */
export type Screen =
  | '/'
  | '/approvals'
  | '/agents'
  | '/timeline'
  | '/treasury'
  | '/nodes'
  | '/practice'
  | '/settings'
  | '/setup'
  | '/about';

export type Topic = {
  /** In its address: `#/learn/limits`. Kebab-case; never changed, because it is linked to. */
  readonly id: string;
  readonly title: string;
  readonly group: GroupId;
  /** One sentence, for the list and the search. */
  readonly summary: string;
  readonly source: Source;
  readonly blocks: readonly Block[];
  /** What this console does about it, and where. */
  readonly here?: { readonly words: string; readonly screens: readonly Screen[] };
  readonly see?: readonly string[];
};

export const GROUPS = {
  principles: 'Principles',
  console: 'How this console works',
  practice: 'Practice',
  attacks: 'Attacks and defences',
  reference: 'Reference',
} as const;
export type GroupId = keyof typeof GROUPS;
