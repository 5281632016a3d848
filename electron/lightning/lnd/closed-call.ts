// Closed call: a call on a channel that was closed ends with gRPC's own status. gRPC throws instead, and the library, which asks twice for
// one answer (createInvoice), would then leave its caller waiting for ever and the error to nobody.
import { InterceptingCall, Metadata, status, type Interceptor } from '@grpc/grpc-js';

const CLOSED = 'the console closed the connection';

/** Stands nearest to the channel: `isClosed` is looked at when the call would be made. */
export const endWhenClosed =
  (isClosed: () => boolean): Interceptor =>
  (options, next) =>
    new InterceptingCall(isClosed() ? closedCall() : next(options));

const closedCall = (): ConstructorParameters<typeof InterceptingCall>[0] => ({
  start: (_metadata, listener) =>
    // Not before the caller has had his turn to listen.
    queueMicrotask(() =>
      listener?.onReceiveStatus?.({ code: status.CANCELLED, details: CLOSED, metadata: new Metadata() }),
    ),
  cancelWithStatus: () => undefined,
  getPeer: () => '',
  sendMessageWithContext: () => undefined,
  sendMessage: () => undefined,
  startRead: () => undefined,
  halfClose: () => undefined,
  getAuthContext: () => null,
});
