// The way of the device process to the core: Electron's parentPort or Node's IPC. Ends with its parent.

export type ParentChannel = {
  readonly send: (message: object) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
};

/** Electron's `process.parentPort`, as much of it as is used; stated here so that 'electron' is not imported. */
type ParentPort = {
  readonly postMessage: (message: unknown) => void;
  readonly on: (event: 'message', listener: (event: { readonly data: unknown }) => void) => void;
};

/** undefined when nobody started this as a child. */
export function openParentChannel(): ParentChannel | undefined {
  const port = Reflect.get(process, 'parentPort') as ParentPort | null | undefined;
  if (port)
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
    };
  if (process.send === undefined) return undefined;
  // A child that outlived the console would keep the device to itself.
  process.once('disconnect', () => process.exit(0));
  return {
    send: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => void process.on('message', listener),
  };
}
