// Raw: the few lnd calls made past the library, where it hides a field or can wait for ever. Answers are unknown until parsed.
import type { ClientReadableStream, ClientUnaryCall, ServiceError } from '@grpc/grpc-js';

type Answered = (error: ServiceError | null, answer: unknown) => void;
type Unary = (request: object, answered: Answered) => ClientUnaryCall;
type Streaming = (request: object) => ClientReadableStream<unknown>;

export type RawLnd = {
  readonly default: {
    readonly getInfo: Unary;
    readonly listPayments: Unary;
    readonly listInvoices: Unary;
    readonly subscribeInvoices: Streaming;
    readonly listChannels: Unary;
    readonly pendingChannels: Unary;
    readonly closedChannels: Unary;
    readonly listPeers: Unary;
    readonly feeReport: Unary;
    readonly forwardingHistory: Unary;
    readonly exportAllChannelBackups: Unary;
    readonly verifyChanBackup: Unary;
    readonly subscribeChannelBackups: Streaming;
    readonly walletBalance: Unary;
    readonly newAddress: Unary;
    readonly sendCoins: Unary;
    readonly getTransactions: Unary;
  };
  readonly wallet: {
    readonly listAccounts: Unary;
    readonly importAccount: Unary;
    readonly nextAddr: Unary;
    readonly estimateFee: Unary;
    readonly publishTransaction: Unary;
  };
  readonly router: { readonly sendPaymentV2: Streaming; readonly trackPaymentV2: Streaming };
};

/** One answer of a unary call; rejects with gRPC's error. Ends within the connection's deadline. */
export const ask = (call: (answered: Answered) => ClientUnaryCall): Promise<unknown> =>
  new Promise((resolve, reject) => {
    call((error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });

/** Ends a stream for good: no listener of anyone's is called again. */
export function cancelStream(stream: ClientReadableStream<unknown>): void {
  stream.removeAllListeners();
  // The cancellation itself arrives as an error; without a listener it would end the process.
  stream.on('error', () => undefined);
  stream.cancel();
}
