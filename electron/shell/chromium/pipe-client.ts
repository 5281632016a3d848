// Chrome DevTools Protocol over two pipes: NUL-ended JSON, one object per message. No socket is opened, so nothing else can connect.
import type { Readable, Writable } from 'node:stream';

export type CdpParams = Readonly<Record<string, unknown>>;
export type CdpEvent = { readonly method: string; readonly params: CdpParams; readonly session: string };

export type PipeClient = {
  /** Rejects when the browser answers with an error or is gone. Rejections that nobody awaits are dropped. */
  readonly send: (method: string, params?: CdpParams, session?: string) => Promise<CdpParams>;
  readonly onEvent: (listener: (event: CdpEvent) => void) => void;
};

/** A page can make a message of any size; one above this many bytes ends the connection instead of the core's memory. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

type Waiting = { readonly resolve: (result: CdpParams) => void; readonly reject: (error: Error) => void };
type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: CdpParams;
  readonly sessionId?: string;
  readonly result?: CdpParams;
  readonly error?: { readonly message: string };
};

/** Speaks over the browser's fd 3 (`toBrowser`) and fd 4 (`fromBrowser`). */
export function createPipeClient(toBrowser: Writable, fromBrowser: Readable): PipeClient {
  const waiting = new Map<number, Waiting>();
  const listeners: ((event: CdpEvent) => void)[] = [];
  let lastId = 0;
  let parts: Buffer[] = [];
  let held = 0;
  let gone = false;

  const end = (): void => {
    if (gone) return;
    gone = true;
    for (const { reject } of waiting.values()) reject(new Error('the browser is gone'));
    waiting.clear();
    fromBrowser.destroy();
    toBrowser.destroy();
  };

  const take = (text: string): void => {
    const message = JSON.parse(text) as Message;
    if (message.id !== undefined) {
      const waiter = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) waiter?.reject(new Error(message.error.message));
      else waiter?.resolve(message.result ?? {});
    } else if (message.method !== undefined) {
      const event = {
        method: message.method,
        params: message.params ?? {},
        session: message.sessionId ?? '',
      };
      for (const listener of listeners) listener(event);
    }
  };

  fromBrowser.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let stop = rest.indexOf(0); stop !== -1; stop = rest.indexOf(0)) {
      const text = Buffer.concat([...parts, rest.subarray(0, stop)]).toString('utf8');
      parts = [];
      held = 0;
      rest = rest.subarray(stop + 1);
      take(text);
    }
    if (rest.length > 0) parts.push(rest);
    held += rest.length;
    if (held > MAX_MESSAGE_BYTES) end();
  });
  fromBrowser.once('close', end);
  fromBrowser.on('error', end);
  toBrowser.on('error', end);

  return {
    send: (method, params = {}, session) => {
      const answer = new Promise<CdpParams>((resolve, reject) => {
        if (gone) {
          reject(new Error('the browser is gone'));
          return;
        }
        const id = (lastId += 1);
        waiting.set(id, { resolve, reject });
        const message =
          session === undefined ? { id, method, params } : { id, method, params, sessionId: session };
        toBrowser.write(`${JSON.stringify(message)}\0`);
      });
      // A browser that dies rejects everything under way; that is told by its exit, not by unhandled rejections.
      answer.catch(() => {});
      return answer;
    },
    onEvent: (listener) => void listeners.push(listener),
  };
}
