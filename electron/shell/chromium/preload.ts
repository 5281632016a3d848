// Runs in the page before anything of the page: takes the raw binding away and leaves the frozen bridge in its place.
import type { Bridge, ChangePush } from '../../../shared/contract/push.ts';

type Delivery =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'push'; readonly push: ChangePush };

type Global = typeof globalThis & { __portcullisSend?: (message: string) => void };

const global = globalThis as Global;
const send = global.__portcullisSend;
// SECURITY: the page must not reach the binding itself; the bridge below is all it gets.
delete global.__portcullisSend;

if (send && window === window.top && location.origin === 'https://console.local') install(send);

function install(send: (message: string) => void): void {
  const { parse, stringify } = JSON;
  const waiting = new Map<number, (answer: unknown) => void>();
  const listeners = new Set<(push: ChangePush) => void>();
  let lastId = 0;

  const deliver = (text: string): void => {
    const delivery = parse(text) as Delivery;
    if (delivery.kind === 'push') {
      for (const listener of listeners) listener(delivery.push);
      return;
    }
    waiting.get(delivery.id)?.(delivery.answer);
    waiting.delete(delivery.id);
  };

  const bridge: Bridge = Object.freeze({
    shell: 'chromium' as const,
    call: (name: string, params: unknown) =>
      new Promise<unknown>((resolve) => {
        const id = (lastId += 1);
        const message = stringify({ id, name, params });
        waiting.set(id, resolve);
        send(message);
      }),
    onPush: (listener: (push: ChangePush) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });

  Object.defineProperty(global, 'portcullis', { value: bridge, enumerable: true });
  // The core fetches this once per document and then calls it by its handle; not configurable, so it stays what it is.
  Object.defineProperty(global, '__portcullisDeliver', { value: deliver });
}
