// The calls this console makes to an LND node and nothing else, and the line that bakes a macaroon for exactly these. LND docs: macaroons, `lncli bakemacaroon`.

/** By RPC, with the right lnd asks for it and what it is for. Without those that are `vital` a node cannot be used at all. */
export const LND_NEEDS = [
  { uri: '/lnrpc.Lightning/GetInfo', right: 'info:read', for: 'watch the node', vital: true },
  { uri: '/lnrpc.Lightning/ListChannels', right: 'offchain:read', for: 'read its balance', vital: true },
  {
    uri: '/routerrpc.Router/TrackPaymentV2',
    right: 'offchain:read',
    for: 'learn how a payment ended',
    vital: true,
  },
  { uri: '/lnrpc.Lightning/ListPayments', right: 'offchain:read', for: 'compare its payments', vital: true },
  { uri: '/routerrpc.Router/SendPaymentV2', right: 'offchain:write', for: 'pay', vital: false },
  { uri: '/lnrpc.Lightning/AddInvoice', right: 'invoices:write', for: 'make invoices', vital: false },
  {
    uri: '/lnrpc.Lightning/SubscribeInvoices',
    right: 'invoices:read',
    for: 'see invoices paid',
    vital: false,
  },
  { uri: '/lnrpc.Lightning/ListInvoices', right: 'invoices:read', for: 'see invoices paid', vital: false },
  {
    uri: '/lnrpc.Lightning/PendingChannels',
    right: 'offchain:read',
    for: 'see channels open and close',
    vital: false,
  },
  {
    uri: '/lnrpc.Lightning/ClosedChannels',
    right: 'offchain:read',
    for: 'see channels open and close',
    vital: false,
  },
  { uri: '/lnrpc.Lightning/ListPeers', right: 'peers:read', for: 'see its peers', vital: false },
  {
    uri: '/lnrpc.Lightning/FeeReport',
    right: 'offchain:read',
    for: 'see its fees and forwards',
    vital: false,
  },
  {
    uri: '/lnrpc.Lightning/ForwardingHistory',
    right: 'offchain:read',
    for: 'see its fees and forwards',
    vital: false,
  },
  {
    uri: '/lnrpc.Lightning/ExportAllChannelBackups',
    right: 'offchain:read',
    for: 'keep its channel backup',
    vital: false,
  },
  {
    uri: '/lnrpc.Lightning/SubscribeChannelBackups',
    right: 'offchain:read',
    for: 'keep its channel backup',
    vital: false,
  },
  {
    uri: '/lnrpc.Lightning/VerifyChanBackup',
    right: 'offchain:read',
    for: 'keep its channel backup',
    vital: false,
  },
] as const;

/** Rights of a macaroon that fits: by call, so that it can neither open or close a channel nor change a fee. */
export const FITTING_RIGHTS: readonly string[] = LND_NEEDS.map(({ uri }) => `uri:${uri}`);

/** What sweep and refill ask for on top, of the node's own on-chain wallet. A console that only pays never needs it, so it is granted apart. */
export const ONCHAIN_NEEDS = [
  { uri: '/lnrpc.Lightning/WalletBalance', right: 'onchain:read', for: 'read its on-chain coins' },
  { uri: '/lnrpc.Lightning/GetTransactions', right: 'onchain:read', for: 'read its on-chain coins' },
  { uri: '/lnrpc.Lightning/NewAddress', right: 'address:write', for: 'refill it from cold' },
  { uri: '/lnrpc.Lightning/SendCoins', right: 'onchain:write', for: 'sweep its coins to cold' },
] as const;

/** The same line for a node that the treasury sweeps and refills. */
export const ONCHAIN_BAKE_LINE = `lncli bakemacaroon --save_to=portcullis.macaroon ${[
  ...FITTING_RIGHTS,
  ...ONCHAIN_NEEDS.map(({ uri }) => `uri:${uri}`),
].join(' ')}`;

/** To be typed on the node's machine. */
export const BAKE_LINE = `lncli bakemacaroon --save_to=portcullis.macaroon ${FITTING_RIGHTS.join(' ')}`;

/** What the treasury asks of a node that is its chain source. `onchain:write` is asked for by lnd to import an account that it watches. */
export const WATCH_NEEDS = [
  { uri: '/walletrpc.WalletKit/ListAccounts', right: 'onchain:read', for: 'know what it watches' },
  { uri: '/walletrpc.WalletKit/ImportAccount', right: 'onchain:write', for: 'have it watch an account' },
  { uri: '/walletrpc.WalletKit/NextAddr', right: 'address:read', for: 'have it watch addresses' },
  { uri: '/walletrpc.WalletKit/EstimateFee', right: 'onchain:read', for: 'know what fees are paid' },
  { uri: '/walletrpc.WalletKit/PublishTransaction', right: 'onchain:write', for: 'broadcast' },
] as const;

/** The line for a node that is the chain source, and is swept and refilled. */
export const WATCH_BAKE_LINE = `${ONCHAIN_BAKE_LINE} ${WATCH_NEEDS.map(({ uri }) => `uri:${uri}`).join(' ')}`;
