// Permissions: which macaroon permission each RPC asks for, as in the tables of lnd 0.21 (rpcserver.go and its sub-servers).
import type { Permission } from './macaroon.ts';

const TABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'autopilotrpc.Autopilot': {
    'info:read': 'QueryScores Status',
    'offchain:write onchain:write': 'ModifyStatus SetScores',
  },
  'chainrpc.ChainKit': {
    'onchain:read': 'GetBestBlock GetBlock GetBlockHash GetBlockHeader',
  },
  'chainrpc.ChainNotifier': {
    'onchain:read': 'RegisterBlockEpochNtfn RegisterConfirmationsNtfn RegisterSpendNtfn',
  },
  'invoicesrpc.Invoices': {
    'invoices:read': 'SubscribeSingleInvoice',
    'invoices:write': 'AddHoldInvoice CancelInvoice HtlcModifier LookupInvoiceV2 SettleInvoice',
  },
  'lnrpc.Lightning': {
    'address:write': 'NewAddress',
    'info:read':
      'DescribeGraph GetChanInfo GetInfo GetNetworkInfo GetNodeInfo GetNodeMetrics GetRecoveryInfo ListPermissions QueryRoutes SubscribeChannelGraph',
    'info:read offchain:read onchain:read peers:read': 'GetDebugInfo',
    'info:write': 'DebugLevel StopDaemon',
    'invoices:read': 'ListInvoices LookupInvoice SubscribeInvoices',
    'invoices:write': 'AddInvoice DeleteCanceledInvoice',
    'macaroon:generate': 'BakeMacaroon',
    'macaroon:read': 'CheckMacaroonPermissions ListMacaroonIDs',
    'macaroon:write': 'DeleteMacaroonID RegisterRPCMiddleware',
    'message:read': 'VerifyMessage',
    'message:write': 'SignMessage',
    'offchain:read':
      'ChannelBalance ClosedChannels DecodePayReq ExportAllChannelBackups ExportChannelBackup FeeReport ForwardingHistory ListAliases ListChannels ListPayments LookupHtlcResolution PendingChannels SubscribeChannelBackups SubscribeChannelEvents SubscribeCustomMessages SubscribeOnionMessages VerifyChanBackup',
    'offchain:write':
      'AbandonChannel DeleteAllPayments DeletePayment RestoreChannelBackups SendCustomMessage SendOnionMessage UpdateChannelPolicy',
    'offchain:write onchain:write':
      'BatchOpenChannel ChannelAcceptor CloseChannel FundingStateStep OpenChannel OpenChannelSync',
    'onchain:read': 'EstimateFee GetTransactions ListUnspent SubscribeTransactions WalletBalance',
    'onchain:write': 'SendCoins SendMany',
    'peers:read': 'ListPeers SubscribePeerEvents',
    'peers:write': 'ConnectPeer DisconnectPeer',
  },
  'peersrpc.Peers': {
    'peers:write': 'UpdateNodeAnnouncement',
  },
  'routerrpc.Router': {
    'offchain:read':
      'BuildRoute EstimateRouteFee GetMissionControlConfig QueryMissionControl QueryProbability SubscribeHtlcEvents TrackPaymentV2 TrackPayments',
    'offchain:write':
      'DeleteForwardingHistory HtlcInterceptor ResetMissionControl SendPaymentV2 SendToRouteV2 SetMissionControlConfig UpdateChanStatus XAddLocalChanAliases XDeleteLocalChanAliases XImportMissionControl',
  },
  'signrpc.Signer': {
    'signer:generate':
      'ComputeInputScript DeriveSharedKey MuSig2Cleanup MuSig2CombineSig MuSig2CreateSession MuSig2RegisterCombinedNonce MuSig2RegisterNonces MuSig2Sign SignMessage SignOutputRaw',
    'signer:read': 'MuSig2CombineKeys MuSig2GetCombinedNonce VerifyMessage',
  },
  'verrpc.Versioner': {
    'info:read': 'GetVersion',
  },
  'walletrpc.WalletKit': {
    'address:read': 'DeriveKey DeriveNextKey NextAddr',
    'onchain:read':
      'EstimateFee GetTransaction ListAccounts ListAddresses ListLeases ListSweeps ListUnspent PendingSweeps RequiredReserve',
    'onchain:write':
      'BumpFee BumpForceCloseFee FinalizePsbt FundPsbt ImportAccount ImportPublicKey ImportTapscript LabelTransaction LeaseOutput PublishTransaction ReleaseOutput RemoveTransaction SendOutputs SignMessageWithAddr SignPsbt SubmitPackage VerifyMessageWithAddr',
  },
  'watchtowerrpc.Watchtower': {
    'info:read': 'GetInfo',
  },
  'wtclientrpc.WatchtowerClient': {
    'offchain:read': 'GetTowerInfo ListTowers Policy Stats',
    'offchain:write': 'AddTower DeactivateTower RemoveTower TerminateSession',
  },
};

/** Open to everybody, because a locked wallet has no macaroons yet. */
const WITHOUT_MACAROON = new Set(['lnrpc.State', 'lnrpc.WalletUnlocker']);

/** `/package.Service/Method` to its permissions, for every RPC lnd 0.21 knows. */
export const PERMISSIONS: ReadonlyMap<string, readonly Permission[]> = new Map(
  Object.entries(TABLE).flatMap(([service, rows]) =>
    Object.entries(rows).flatMap(([permissions, methods]) =>
      methods.split(' ').map((method) => [`/${service}/${method}`, permissions.split(' ')] as const),
    ),
  ),
);

const ENTITIES = ['address', 'info', 'invoices', 'message', 'offchain', 'onchain', 'peers', 'signer'];

/** What lnd's admin.macaroon carries. */
export const ADMIN: readonly Permission[] = [
  ...ENTITIES.map((entity) => `${entity}:read`),
  ...ENTITIES.map((entity) => `${entity}:${entity === 'signer' ? 'generate' : 'write'}`),
  'macaroon:generate',
  'macaroon:read',
  'macaroon:write',
];

/** What lnd's readonly.macaroon carries. */
export const READONLY: readonly Permission[] = [
  ...ENTITIES.map((entity) => `${entity}:read`),
  'macaroon:read',
];

export const needsMacaroon = (service: string): boolean => !WITHOUT_MACAROON.has(service);
