// Practice: the messages between the core and the child process that plays relay, nodes, chain and agents. Pretend money only.

/** The characters of the practice agents: ordinary NWC clients that behave in a known way. */
export const CHARACTERS = ['researcher', 'scraper', 'shopper', 'injected', 'victim', 'writer'] as const;
export type Character = (typeof CHARACTERS)[number];

/** Attacks a spectator can set off, to watch what the gate makes of them. */
export const DRILLS = ['lookalike', 'injection', 'over-limit', 'flood'] as const;
export type Drill = (typeof DRILLS)[number];

/** One agent the core shall register, with amounts in whole sats (small, so a number is exact). */
export type CastMember = {
  readonly character: Character;
  readonly name: string;
  readonly purpose: string;
  /** Index into the `nodes` of the same message. */
  readonly node: number;
  readonly draw: 'allotted' | 'dedicated';
  readonly allotmentSats: number;
  readonly singleSats: number;
  readonly dailySats: number;
  readonly hotSats: number;
};

export type FromPractice =
  | {
      readonly type: 'ready';
      readonly relays: readonly string[];
      /** Esplora of the pretend chain, `http://127.0.0.1:port`. */
      readonly chain: string;
      readonly nodes: readonly {
        readonly name: string;
        readonly socket: string;
        /** PEM */
        readonly certificate: string;
        /** Hex. Opens a pretend node on loopback and nothing else. */
        readonly macaroon: string;
      }[];
      readonly cast: readonly CastMember[];
      /** Destinations the fleet knows by name. */
      readonly labels: readonly { readonly destination: string; readonly label: string }[];
    }
  /** Something a spectator may want to read. */
  | { readonly type: 'log'; readonly line: string };

export type ToPractice =
  /** Pairing URIs of the registered cast: the agents begin. */
  | {
      readonly type: 'pair';
      readonly agents: readonly { readonly character: Character; readonly uri: string }[];
    }
  | { readonly type: 'drill'; readonly name: Drill }
  /** Pretend coins to an address of the pretend chain; whole sats. */
  | { readonly type: 'faucet'; readonly address: string; readonly sats: number }
  | { readonly type: 'mine'; readonly blocks: number }
  /** The last `depth` blocks are replaced: what they held waits again. */
  | { readonly type: 'reorg'; readonly depth: number }
  /** The faucet's newest payment that is in no block is spent elsewhere: a double spend. */
  | { readonly type: 'take-back' }
  /** 1 is real time; 10 is ten times as busy. */
  | { readonly type: 'speed'; readonly factor: number };
