// The one page of the window, driven over the pipe: serves it from memory, takes its calls, hands it answers and pushes.
import { turnAway, type Caller } from '../../../shared/contract/call.ts';
import type { ChangePush } from '../../../shared/contract/push.ts';
import { findAsset, type Assets } from '../assets.ts';
import { createPushQueue } from '../push-queue.ts';
import type { CdpParams, PipeClient } from './pipe-client.ts';

export type PageOptions = {
  readonly client: PipeClient;
  readonly session: string;
  /** Of the target, which is also the main frame's id. */
  readonly target: string;
  readonly origin: string;
  readonly assets: Assets;
  readonly preload: string;
  readonly caller: Caller;
  readonly onCall: (name: unknown, params: unknown, caller: Caller) => Promise<unknown>;
  readonly onFirstCall: () => void;
};

export type Page = {
  readonly start: () => Promise<void>;
  readonly event: (method: string, params: CdpParams) => void;
  readonly push: (push: ChangePush) => void;
  readonly focus: () => void;
};

const BINDING = '__portcullisSend';
/** As JSON text; the widest call of the contract takes half of it. */
const MAX_CALL_CHARACTERS = 262_144;
/** Calls of one page that may be under way; a page asks for about ten at once. */
const MAX_UNDER_WAY = 256;
const RELOAD_AFTER_MS = 500;

export function createPage(options: PageOptions): Page {
  const { client, session, target, origin, assets, preload, caller, onCall, onFirstCall } = options;
  /** The context of the page's own script in the main frame, and the handle by which it takes deliveries. */
  let context: { readonly id: number; deliver: Promise<string> | undefined } | undefined;
  let underWay = 0;
  let called = false;

  const send = (method: string, params?: CdpParams): Promise<CdpParams> =>
    client.send(method, params, session);

  const deliver = async (message: unknown): Promise<void> => {
    if (!context) return;
    context.deliver ??= handleOf(context.id);
    const objectId = await context.deliver;
    await send('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: 'function (message) { this(message) }',
      arguments: [{ value: JSON.stringify(message) }],
    });
  };

  const handleOf = async (contextId: number): Promise<string> => {
    const { result } = await send('Runtime.evaluate', { expression: '__portcullisDeliver', contextId });
    return String((result as CdpParams)['objectId']);
  };

  const pushes = createPushQueue((push) => deliver({ kind: 'push', push }));

  const answer = async (payload: string): Promise<void> => {
    const asked = readCall(payload);
    if (!asked) return;
    called = true;
    onFirstCall();
    pushes.open();
    if (underWay >= MAX_UNDER_WAY) {
      const tooMany = turnAway(
        'too_large',
        'Too many calls at once. Nothing was done. Wait for the answers.',
      );
      await deliver({ kind: 'answer', id: asked.id, answer: tooMany });
      return;
    }
    underWay += 1;
    try {
      await deliver({ kind: 'answer', id: asked.id, answer: await onCall(asked.name, asked.params, caller) });
    } finally {
      underWay -= 1;
    }
  };

  const serve = (params: CdpParams): void => {
    const { requestId, request, resourceType } = params as {
      requestId: string;
      request: { method: string; url: string };
      resourceType?: string;
    };
    const asset = request.method === 'GET' ? findAsset(assets, origin, request.url) : undefined;
    if (!asset && resourceType === 'Document') {
      // “No content” leaves the page where it is; a failure would put the browser's error page in its place.
      void send('Fetch.fulfillRequest', { requestId, responseCode: 204 });
      return;
    }
    if (!asset) {
      void send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
      return;
    }
    void send('Fetch.fulfillRequest', {
      requestId,
      responseCode: 200,
      responseHeaders: Object.entries(asset.headers).map(([name, value]) => ({ name, value })),
      body: asset.body.toString('base64'),
    });
  };

  const noteContext = (params: CdpParams): void => {
    const created = params['context'] as {
      id: number;
      origin: string;
      auxData?: { frameId?: string; isDefault?: boolean };
    };
    const isPage = created.auxData?.isDefault === true && created.auxData.frameId === target;
    if (isPage && created.origin === origin) context = { id: created.id, deliver: undefined };
  };

  /** Whatever got the main frame away from the page (about:blank needs no request), it comes back. */
  const comeHome = (params: CdpParams): void => {
    const frame = params['frame'] as { id: string; url: string; parentId?: string };
    const strayed =
      frame.id === target && frame.parentId === undefined && !frame.url.startsWith(`${origin}/`);
    if (strayed && called) void send('Page.navigate', { url: `${origin}/` });
  };

  const forgetContext = (): void => {
    context = undefined;
    pushes.close();
  };

  const event = (method: string, params: CdpParams): void => {
    switch (method) {
      case 'Fetch.requestPaused':
        serve(params);
        break;
      case 'Runtime.executionContextCreated':
        noteContext(params);
        break;
      case 'Runtime.executionContextDestroyed':
        if (params['executionContextId'] === context?.id) forgetContext();
        break;
      case 'Runtime.executionContextsCleared':
        forgetContext();
        break;
      case 'Runtime.bindingCalled':
        // SECURITY: what senderFrame is to Electron. A call from another frame, world or origin is dropped without an answer.
        if (params['name'] === BINDING && context && params['executionContextId'] === context.id) {
          answer(String(params['payload'])).catch(() => {});
        }
        break;
      case 'Page.frameNavigated':
        comeHome(params);
        break;
      case 'Page.javascriptDialogOpening':
        void send('Page.handleJavaScriptDialog', { accept: false });
        break;
      case 'Inspector.targetCrashed':
        forgetContext();
        setTimeout(() => void send('Page.reload'), RELOAD_AFTER_MS).unref();
        break;
      default:
    }
  };

  return {
    start: async () => {
      await Promise.all([
        send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
        send('Page.enable'),
        send('Inspector.enable'),
        send('Runtime.addBinding', { name: BINDING }),
        send('Page.addScriptToEvaluateOnNewDocument', { source: preload }),
        send('Runtime.enable'),
      ]);
      // The browser's own first navigation began before the interception and failed unseen; this one is answered from memory.
      await send('Page.navigate', { url: `${origin}/` });
    },
    event,
    push: pushes.push,
    focus: () => void send('Page.bringToFront'),
  };
}

/** undefined for anything that is no call: there is nobody to answer. */
function readCall(payload: string): { id: number; name: unknown; params: unknown } | undefined {
  if (payload.length > MAX_CALL_CHARACTERS) return oversized(payload);
  try {
    const { id, name, params } = JSON.parse(payload) as Record<string, unknown>;
    return Number.isSafeInteger(id) ? { id: id as number, name, params } : undefined;
  } catch {
    return undefined;
  }
}

/** The preload writes the id first, so that even what is too large to read gets its refusal from the router. */
function oversized(payload: string): { id: number; name: unknown; params: unknown } | undefined {
  const head = /^\{"id":(\d{1,15}),(?:"name":"([\w.]{1,64})")?/.exec(payload);
  // The text itself is above every call's bound: the router refuses it as it is, by the same rule as everywhere else.
  return head ? { id: Number(head[1]), name: head[2], params: payload } : undefined;
}
