// `ln-service` ships no types. It re-exports `lightning`, which does; this is the part we use.
declare module 'ln-service' {
  export { createInvoice, getChannels, payViaPaymentRequest } from 'lightning';
}
