// Entry put on the page before its own script, in place of a preload: exposes the fake bridge as the shells expose the real one.
import { createFakeBridge, type FakeOptions } from './fake-bridge.ts';

const options = (globalThis as { fakeBridgeOptions?: FakeOptions }).fakeBridgeOptions ?? {};
Object.defineProperty(globalThis, 'portcullis', { value: Object.freeze(createFakeBridge(options)) });
