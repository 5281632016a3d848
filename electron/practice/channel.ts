// Channel: the way to whoever started this process: Electron's parentPort, Node's IPC, or JSON lines on standard input and output.
import { createInterface } from 'node:readline';

export type ParentChannel = {
  readonly send: (message: object) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** The other side is gone: nothing is left to do. */
  readonly onClose: (listener: () => void) => void;
};

/** Electron's `process.parentPort`, as much of it as is used; stated here so that 'electron' is not imported. */
type ParentPort = {
  readonly postMessage: (message: unknown) => void;
  readonly on: (event: 'message', listener: (event: { readonly data: unknown }) => void) => void;
};

function parentPort(): ParentPort | undefined {
  const port: unknown = Reflect.get(process, 'parentPort');
  return typeof port === 'object' && port !== null ? (port as ParentPort) : undefined;
}

/** undefined when nobody listens: neither a parent process nor `--standalone`. */
export function openChannel(standalone: boolean): ParentChannel | undefined {
  if (standalone) return openLines();
  const port = parentPort();
  if (port)
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
      // Electron ends a utility process with its parent.
      onClose: () => undefined,
    };
  if (process.send === undefined) return undefined;
  return {
    send: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.once('disconnect', listener),
  };
}

function openLines(): ParentChannel {
  const lines = createInterface({ input: process.stdin });
  return {
    send: (message) => void process.stdout.write(`${JSON.stringify(message)}\n`),
    onMessage: (listener) => void lines.on('line', (line) => listener(parseLine(line))),
    onClose: (listener) => void lines.once('close', listener),
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
