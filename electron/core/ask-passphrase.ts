// Reads a passphrase from the terminal without showing it, or from standard input when told so. Never from arguments or environment:
// other users of the machine can read those.
import type { ReadStream } from 'node:tty';
import { LONGEST_PARAMETERS } from './call-parameters.ts';

export type PassphraseSource = (prompt: string) => Promise<string>;

class NoPassphraseError extends Error {
  override readonly name = 'NoPassphraseError';
}

const MAX_CHARACTERS = 1_024;

/** The parameters of a call may come first, then a line for each passphrase. In characters. */
const LONGEST_INPUT = LONGEST_PARAMETERS + 16 * MAX_CHARACTERS;

/** Standard input, read once: line by line for each question, or what is left of it. */
export type InputLines = { readonly next: PassphraseSource; readonly rest: () => Promise<string> };

export function createInputLines(input: NodeJS.ReadableStream): InputLines {
  let reading: Promise<string[]> | undefined;
  const asked: string[] = [];
  const lines = (): Promise<string[]> => (reading ??= readAll(input).then((text) => text.split(/\r?\n/)));
  return {
    next: async (prompt) => {
      asked.push(`“${prompt}”`);
      const line = (await lines()).shift();
      if (line) return line;
      throw new NoPassphraseError(
        `Standard input has no line ${asked.length}, or an empty one. So far it takes one line for each of: ${asked.join(', ')}. Nothing was done.`,
      );
    },
    rest: async () => (await lines()).splice(0).join('\n'),
  };
}

/** Asks on the terminal. Rejects with `NoPassphraseError` on Ctrl+C or when there is no terminal. */
export function passphraseFromTerminal(input: ReadStream, output: NodeJS.WritableStream): PassphraseSource {
  return (prompt) =>
    new Promise((resolve, reject) => {
      if (!input.isTTY) {
        reject(
          new NoPassphraseError(
            'This needs the passphrase, and there is no terminal to ask on. Nothing was done. Use --passphrase-stdin.',
          ),
        );
        return;
      }
      output.write(`${prompt}: `);
      let typed: string[] = [];
      const end = (): void => {
        input.removeListener('data', take);
        input.setRawMode(false);
        input.pause();
        output.write('\n');
      };
      const take = (chunk: string): void => {
        for (const character of chunk) {
          if (character === '\r' || character === '\n') {
            end();
            resolve(typed.join(''));
            return;
          }
          if (character === '\u0003' || character === '\u0004') {
            end();
            reject(new NoPassphraseError('No passphrase was given. Nothing was done.'));
            return;
          }
          if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1);
          else if (character >= ' ' && typed.length < MAX_CHARACTERS) typed.push(character);
        }
      };
      input.setEncoding('utf8');
      input.setRawMode(true);
      input.on('data', take);
      input.resume();
    });
}

async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  input.setEncoding('utf8');
  for await (const chunk of input) {
    text += String(chunk);
    if (text.length > LONGEST_INPUT)
      throw new NoPassphraseError('Standard input is too long. Nothing was done.');
  }
  return text;
}
