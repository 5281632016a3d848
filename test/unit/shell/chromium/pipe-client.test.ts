// The protocol over two pipes: whatever way the bytes are cut, each message arrives once and whole.
import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { createPipeClient, type CdpEvent } from '../../../../electron/shell/chromium/pipe-client.ts';

function make() {
  const toBrowser = new PassThrough();
  const fromBrowser = new PassThrough();
  const client = createPipeClient(toBrowser, fromBrowser);
  const events: CdpEvent[] = [];
  client.onEvent((event) => events.push(event));
  return { client, events, toBrowser, fromBrowser };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('pipe client', () => {
  it('reads the same messages however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 50 }),
        async (texts, cuts) => {
          const { events, fromBrowser } = make();
          const bytes = Buffer.from(
            texts.map((text) => `${JSON.stringify({ method: 'm', params: { text } })}\0`).join(''),
          );
          for (let at = 0, index = 0; at < bytes.length; index += 1) {
            const length = cuts[index % cuts.length] ?? 1;
            fromBrowser.write(bytes.subarray(at, at + length));
            at += length;
          }
          await turn();
          const sent = texts.map((text) => (JSON.parse(JSON.stringify({ text })) as { text: string }).text);
          expect(events.map(({ params }) => params['text'])).toEqual(
            sent.map((text) => Buffer.from(text).toString()),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('answers each command by its id and names its session', async () => {
    const { client, toBrowser, fromBrowser } = make();
    const one = client.send('A.one', { a: 1 });
    const two = client.send('B.two', {}, 'session');
    expect(
      String(toBrowser.read())
        .split('\0')
        .filter(Boolean)
        .map((text) => JSON.parse(text) as unknown),
    ).toEqual([
      { id: 1, method: 'A.one', params: { a: 1 } },
      { id: 2, method: 'B.two', params: {}, sessionId: 'session' },
    ]);
    fromBrowser.write('{"id":2,"error":{"message":"no such thing"}}\0{"id":1,"result":{"b":2}}\0');
    await expect(one).resolves.toEqual({ b: 2 });
    await expect(two).rejects.toThrow('no such thing');
  });

  it('rejects what is under way when the browser is gone, and no rejection is left unhandled', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { client, fromBrowser } = make();
    const asked = client.send('A.one');
    void client.send('A.nobodyWaits');
    fromBrowser.destroy();
    await expect(asked).rejects.toThrow('gone');
    await expect(client.send('A.late')).rejects.toThrow('gone');
    await turn();
    process.removeListener('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
