// What the crash test and the piece it loads into the console say to each other.

export type KillPoint = {
  /** `statement`: after a writing statement · `call`: before a streaming call to the node · `pragma`: before one. */
  readonly when: 'statement' | 'before commit' | 'after commit' | 'call' | 'pragma';
  /** Pattern of the statement with its values; of a commit, of any statement in its transaction; end of a call's path. */
  readonly text: string;
  /** The how-manieth time. */
  readonly after: number;
  /** `die`: SIGKILL at this instruction · `tell`: the crash test shoots while the console works on. */
  readonly how: 'die' | 'tell';
};

export type ToInside =
  | { readonly type: 'skip'; readonly id: number; readonly ms: number }
  | { readonly type: 'wrong'; readonly id: number; readonly ms: number }
  | { readonly type: 'arm'; readonly id: number; readonly point: KillPoint | null }
  | { readonly type: 'disk'; readonly id: number; readonly full: boolean };

export type FromInside = { readonly type: 'done'; readonly id: number } | { readonly type: 'reached' };
