// The steps of set-up in words, and which one an address names. The order and what is done is the core's to say.
import { SETUP_STEPS, type SetupStep } from '../../../shared/domain/setup.ts';

export type SetupSearch = { readonly step?: SetupStep };

/** `#/setup?step=relays`; anything else is the step the ledger says comes next. */
export const setupSearchOf = (search: Readonly<Record<string, unknown>>): SetupSearch => {
  const step = SETUP_STEPS.find((each) => each === search['step']);
  return step === undefined ? {} : { step };
};

type StepWords = {
  /** In the list. */
  readonly title: string;
  /** Over the step itself: what is to be done. */
  readonly heading: string;
  readonly lead: string;
  readonly topic: string;
};

export const STEP_WORDS: Readonly<Record<SetupStep, StepWords>> = {
  node: {
    title: 'Lightning node',
    heading: 'Join your Lightning node',
    lead: 'The gate pays through a node that is yours. It is asked who it is and what the macaroon may do before anything is stored.',
    topic: 'network-security',
  },
  relays: {
    title: 'Relays',
    heading: 'Choose the relays agents ask over',
    lead: 'A relay carries sealed requests and answers; it can hold them back, never read or forge them. Two or three of different operators keep an agent served when one is down.',
    topic: 'relays',
  },
  agent: {
    title: 'First agent and its limits',
    heading: 'Add the first agent',
    lead: 'Start small: limits can be raised at any time, and a payment cannot be called back.',
    topic: 'limits',
  },
  pairing: {
    title: 'Pairing',
    heading: 'Pair its client',
    lead: 'The agent’s own program gets one address that lets it ask. It is shown once.',
    topic: 'pairing',
  },
  payment: {
    title: 'First payment',
    heading: 'Watch the first payment',
    lead: 'Let the agent pay a small invoice. Every state it passes appears here as the log has it.',
    topic: 'gate',
  },
};
