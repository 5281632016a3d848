// What the first payment's state means for the person who watches it. Pure.
import type { SpendState } from '../../../shared/domain/spend.ts';
import type { Tone } from '../../ui/StatusChip.tsx';

type StateWords = { readonly tone: Tone; readonly chip: string; readonly sentence: string };

export const PAYMENT_WORDS: Readonly<Record<SpendState, StateWords>> = {
  refused: {
    tone: 'danger',
    chip: 'refused',
    sentence:
      'The gate refused it. Nothing was paid. Look at the rule below, and let the agent ask for something within its limits.',
  },
  held: {
    tone: 'warn',
    chip: 'waits for you',
    sentence: 'It is over a limit, so it waits for your decision. Nothing is paid until then.',
  },
  denied: {
    tone: 'neutral',
    chip: 'rejected',
    sentence: 'You rejected it. Nothing was paid. Let the agent ask again.',
  },
  expired: {
    tone: 'neutral',
    chip: 'expired',
    sentence: 'Nobody decided in time. Nothing was paid. Let the agent ask with a new invoice.',
  },
  granted: {
    tone: 'warn',
    chip: 'granted',
    sentence: 'You approved it after the agent stopped waiting. It is paid once, when the agent asks again.',
  },
  reserved: {
    tone: 'info',
    chip: 'reserved',
    sentence: 'It is inside the limits and its amount is set aside.',
  },
  dispatched: {
    tone: 'info',
    chip: 'with the node',
    sentence: 'The node has the order and looks for a route.',
  },
  unknown: {
    tone: 'warn',
    chip: 'outcome unknown',
    sentence:
      'The node has not said how it ended. The amount stays set aside until it does; it is asked again by itself.',
  },
  failed: {
    tone: 'danger',
    chip: 'failed',
    sentence:
      'The node could not pay it. Nothing was paid, and the amount is free again. Let the agent try another invoice.',
  },
  settled: { tone: 'ok', chip: 'paid', sentence: 'Paid, with the proof of payment handed to the agent.' },
};
