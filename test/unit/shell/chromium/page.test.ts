// The page over the pipe: whose calls are heard, what is served, and what comes back.
import { describe, expect, it, vi } from 'vitest';
import type { Assets } from '../../../../electron/shell/assets.ts';
import { createPage } from '../../../../electron/shell/chromium/page.ts';
import type { CdpParams, PipeClient } from '../../../../electron/shell/chromium/pipe-client.ts';

const ORIGIN = 'https://console.local';
const asset = { body: Buffer.from('page'), headers: { 'Content-Type': 'text/html' } };
const assets: Assets = new Map([['/', asset]]);

function make(
  onCall = vi.fn((_name: unknown, _params: unknown) => Promise.resolve<unknown>({ ok: true, value: {} })),
) {
  const sent: { readonly method: string; readonly params: CdpParams }[] = [];
  const client: PipeClient = {
    send: (method, params = {}) => {
      sent.push({ method, params });
      return Promise.resolve(method === 'Runtime.evaluate' ? { result: { objectId: 'deliver' } } : {});
    },
    onEvent: () => {},
  };
  const onFirstCall = vi.fn();
  const page = createPage({
    client,
    assets,
    onCall,
    onFirstCall,
    session: 's',
    target: 'main',
    origin: ORIGIN,
    preload: '',
    caller: { via: 'window', session: 'w' },
  });
  const context = (id: number, origin = ORIGIN, aux: object = { frameId: 'main', isDefault: true }): void =>
    page.event('Runtime.executionContextCreated', { context: { id, origin, auxData: aux } });
  const call = (payload: unknown, executionContextId = 1, name = '__portcullisSend'): void =>
    page.event('Runtime.bindingCalled', {
      name,
      executionContextId,
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  const delivered = (): unknown[] =>
    sent
      .filter(({ method }) => method === 'Runtime.callFunctionOn')
      .map(({ params }) => JSON.parse((params['arguments'] as [{ value: string }])[0].value) as unknown);
  return { page, sent, onCall, onFirstCall, context, call, delivered };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('calls', () => {
  it('are answered into the page by their id', async () => {
    const { context, call, delivered } = make();
    context(1);
    call({ id: 7, name: 'a', params: {} });
    await turn();
    expect(delivered()).toEqual([{ kind: 'answer', id: 7, answer: { ok: true, value: {} } }]);
  });

  it.each<[string, (made: ReturnType<typeof make>) => void]>([
    ['another context', ({ context, call }) => (context(1), call({ id: 1, name: 'a' }, 2))],
    ['no context at all', ({ call }) => call({ id: 1, name: 'a' })],
    ['a foreign origin', ({ context, call }) => (context(1, 'https://evil'), call({ id: 1, name: 'a' }))],
    ['an error page', ({ context, call }) => (context(1, '://'), call({ id: 1, name: 'a' }))],
    [
      'a sub-frame',
      ({ context, call }) => (
        context(1, ORIGIN, { frameId: 'sub', isDefault: true }),
        call({ id: 1, name: 'a' })
      ),
    ],
    [
      'an isolated world',
      ({ context, call }) => (
        context(1, ORIGIN, { frameId: 'main', isDefault: false }),
        call({ id: 1, name: 'a' })
      ),
    ],
    [
      'a page that is gone',
      ({ page, context, call }) => {
        context(1);
        page.event('Runtime.executionContextsCleared', {});
        call({ id: 1, name: 'a' });
      },
    ],
    [
      'a context that was destroyed',
      ({ page, context, call }) => {
        context(1);
        page.event('Runtime.executionContextDestroyed', { executionContextId: 1 });
        call({ id: 1, name: 'a' });
      },
    ],
    ['another binding', ({ context, call }) => (context(1), call({ id: 1, name: 'a' }, 1, 'other'))],
    ['text that is no JSON', ({ context, call }) => (context(1), call('{'))],
    ['null', ({ context, call }) => (context(1), call('null'))],
    ['an id that is no number', ({ context, call }) => (context(1), call({ id: '1', name: 'a' }))],
    ['ten megabytes without a head', ({ context, call }) => (context(1), call('x'.repeat(10_000_000)))],
  ])('of %s are not heard', async (_who, act) => {
    const made = make();
    act(made);
    await turn();
    expect(made.onCall).not.toHaveBeenCalled();
    expect(made.delivered()).toEqual([]);
  });

  it('of ten megabytes reach the router as text, which it refuses by its own rule', async () => {
    const { context, call, onCall } = make();
    context(1);
    call({ id: 1, name: 'a.b', params: { text: 'x'.repeat(10_000_000) } });
    await turn();
    expect(onCall.mock.calls[0]?.[0]).toBe('a.b');
    expect(typeof onCall.mock.calls[0]?.[1]).toBe('string');
  });

  it('above 256 under way are refused, and the next is answered', async () => {
    const open: (() => void)[] = [];
    const { context, call, delivered } = make(
      vi.fn(() => new Promise<unknown>((resolve) => open.push(() => resolve({ ok: true, value: {} })))),
    );
    context(1);
    for (let id = 1; id <= 257; id += 1) call({ id, name: 'a', params: {} });
    await turn();
    expect(delivered()).toMatchObject([{ id: 257, answer: { ok: false, code: 'too_large' } }]);
    open.forEach((resolve) => resolve());
    await turn();
    expect(delivered()).toHaveLength(257);
  });
});

describe('requests', () => {
  const paused = (url: string, method = 'GET', resourceType = 'Other'): CdpParams => ({
    requestId: 'r',
    request: { url, method },
    resourceType,
  });

  it('for the page are answered from memory', () => {
    const { page, sent } = make();
    page.event('Fetch.requestPaused', paused(`${ORIGIN}/`, 'GET', 'Document'));
    expect(sent[0]).toMatchObject({
      method: 'Fetch.fulfillRequest',
      params: { responseCode: 200, body: asset.body.toString('base64') },
    });
  });

  it.each([
    ['https://example.com/', 'GET'],
    [`${ORIGIN}/none.js`, 'GET'],
    [`${ORIGIN}/`, 'POST'],
    ['data:text/html,x', 'GET'],
  ])('for %s by %s are failed', (url, method) => {
    const { page, sent } = make();
    page.event('Fetch.requestPaused', paused(url, method));
    expect(sent[0]).toMatchObject({
      method: 'Fetch.failRequest',
      params: { errorReason: 'BlockedByClient' },
    });
  });

  it('for another document leave the page where it is', () => {
    const { page, sent } = make();
    page.event('Fetch.requestPaused', paused('https://example.com/', 'GET', 'Document'));
    expect(sent[0]).toMatchObject({ method: 'Fetch.fulfillRequest', params: { responseCode: 204 } });
  });
});

describe('dialogs', () => {
  it('of the browser are dismissed, so that none can stand over a decision', () => {
    const { page, sent } = make();
    page.event('Page.javascriptDialogOpening', {});
    expect(sent[0]).toEqual({ method: 'Page.handleJavaScriptDialog', params: { accept: false } });
  });
});
