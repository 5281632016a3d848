// The gate's state in the few words a tray, a terminal or a task bar has room for.
import type { ConsoleState } from './desktop-shell.ts';

const GATE: Readonly<Record<ConsoleState['gate'], string>> = {
  off: 'No agent is served',
  open: 'The gate is open',
  closed: 'The gate is closed: nothing is paid',
  frozen: 'The fleet is frozen: nothing is paid',
};

export const gateWords = ({ gate }: Pick<ConsoleState, 'gate'>): string => GATE[gate];

/** “1 payment waits for you”; null when none does. */
export function waitingWords({ waiting }: Pick<ConsoleState, 'waiting'>): string | null {
  if (waiting === 0) return null;
  return waiting === 1 ? '1 payment waits for you' : `${waiting} payments wait for you`;
}

/** One line for a tray's tool tip. */
export function stateWords(state: ConsoleState): string {
  const parts = [gateWords(state), waitingWords(state)].filter((part) => part !== null);
  return `Portcullis${state.practice ? ' PRACTICE' : ''}: ${parts.join('. ')}.`;
}

/** A console's title is its name, a screen and a count of waiting payments. SECURITY: whatever else a page puts there is not shown. */
export function safeTitle(title: string): string {
  return /^(\(\d{1,4}\) )?[\p{L}][\p{L} ’-]{0,48} · Portcullis$/u.test(title) ? title : 'Portcullis';
}

/**
 * A line for a notification. SECURITY: desktops read markup in it (Desktop Notifications 1.2, “Markup”), so an agent's name must hold
 * none; nor may it turn the reading order or run over the screen.
 */
export function plainLine(text: string): string {
  const LOOKALIKE: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '&': '＆' };
  const plain = text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[<>&]/g, (character) => LOOKALIKE[character] ?? ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const letters = Array.from(plain);
  return letters.length > 240 ? `${letters.slice(0, 239).join('')}…` : plain;
}
