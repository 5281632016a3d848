// Reading a passphrase: what reaches the screen, and what ends it.
import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { createInputLines, passphraseFromTerminal } from '../../../electron/core/ask-passphrase.ts';

function terminal(isTTY = true) {
  const input = Object.assign(new EventEmitter(), {
    isTTY,
    raw: false,
    setEncoding: () => {},
    setRawMode: (on: boolean) => void (input.raw = on),
    resume: () => {},
    pause: () => {},
  });
  let shown = '';
  const output = new Writable({
    write: (chunk, _encoding, next) => {
      shown += String(chunk);
      next();
    },
  });
  const ask = passphraseFromTerminal(input as unknown as ReadStream, output);
  return { input, ask, shown: () => shown };
}

describe('passphrase from the terminal', () => {
  it('shows nothing of what is typed and restores the terminal', async () => {
    const { input, ask, shown } = terminal();
    const asked = ask('Passphrase');
    expect(input.raw).toBe(true);
    input.emit('data', 'corrext');
    input.emit('data', '\u007f\u007f');
    input.emit('data', 'ct höŕse 🐎\r');
    expect(await asked).toBe('correct höŕse 🐎');
    expect(shown()).toBe('Passphrase: \n');
    expect(input.raw).toBe(false);
  });

  it('ends with Ctrl+C', async () => {
    const { input, ask } = terminal();
    const asked = ask('Passphrase');
    input.emit('data', 'half\u0003');
    await expect(asked).rejects.toThrow('Nothing was done');
    expect(input.raw).toBe(false);
  });

  it('says what to do where there is no terminal', async () => {
    await expect(terminal(false).ask('Passphrase')).rejects.toThrow('--passphrase-stdin');
  });
});

describe('standard input', () => {
  it('gives one line for each question, and says which one it lacks', async () => {
    const { next } = createInputLines(Readable.from(['one\r\ntwo\n']));
    expect([await next('New passphrase'), await next('The same again')]).toEqual(['one', 'two']);
    await expect(next('Passphrase')).rejects.toThrow(
      'no line 3, or an empty one. So far it takes one line for each of: “New passphrase”, “The same again”, “Passphrase”. Nothing was done.',
    );
  });

  it('gives all of itself where the parameters are all there is', async () => {
    expect(await createInputLines(Readable.from(['{\n', '"a":1}\n'])).rest()).toBe('{\n"a":1}\n');
  });
});
