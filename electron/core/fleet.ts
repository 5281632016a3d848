// Fleet: everything that stands on one opened vault, put together in the order in which it stands. One per process at a time.
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { Change } from '../../shared/contract/push.ts';
import type { AgentId } from '../../shared/domain/ids.ts';
import { createConnectionRegistry } from '../agents/connections.ts';
import { createFreezeSwitch } from '../agents/freeze.ts';
import { createAgentRegistry } from '../agents/registry.ts';
import type { AgentRegistry, ConnectionRegistry, FreezeSwitch } from '../agents/agent.ts';
import { createAuditLog, type AuditLog } from '../audit/log.ts';
import { createTimeline, type Timeline } from '../audit/timeline.ts';
import type { LogVerification } from '../audit/verify-log.ts';
import { createGate } from '../gate/create-gate.ts';
import type { Gate } from '../gate/gate.ts';
import { createWindows, type Windows } from '../gate/windows.ts';
import { createLndNode } from '../lightning/lnd/create-lnd-node.ts';
import { createChannelBackups } from '../lightning/channel-backups.ts';
import { createNodeDirectory, type NodeDirectory } from '../lightning/nodes.ts';
import { createUnusableNode } from '../lightning/unusable-node.ts';
import { createWalletService } from '../nostr/nip47/service.ts';
import type { RelayState } from '../nostr/relay-connection.ts';
import { createRelayPool } from '../nostr/relay-pool.ts';
import type { HardwareWallet } from '../hardware/hardware-wallet.ts';
import type { Treasury } from '../treasury/create-treasury.ts';
import type { Anchor } from '../store/anchor.ts';
import type { Clock, Random } from '../store/clock.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { createSealedSecrets } from '../vault/sealed-secrets.ts';
import type { OpenVault } from '../vault/vault.ts';
import { createAttestations, type Attestations } from './attestations.ts';
import { composeTreasury } from './compose-treasury.ts';
import { createDestinationLabels, type DestinationLabels } from './destination-labels.ts';
import type { FleetFolder } from './folders.ts';
import { createLedgerTrust } from './ledger-trust.ts';
import { isLoopbackRelay, isLoopbackSocket } from './loopback.ts';
import type { OpsLog } from './ops-log.ts';
import { createRelayList, type RelayList } from './relay-list.ts';
import { createReadModels, type ReadModels } from './read/read-models.ts';
import { endInOrder } from './shutdown.ts';

/** Own default: a node that takes longer to say who it is would be no use to an agent that waits 25 s. */
const TRIAL_DEADLINES = { unaryMs: 8_000, keepaliveMs: 30_000, keepaliveAnswerMs: 10_000 } as const;

export type FleetKind = 'practice' | 'real';

export type FleetOptions = {
  readonly kind: FleetKind;
  readonly files: FleetFolder;
  /** The fleet closes it when it stops. */
  readonly vault: OpenVault;
  /** Outlives the fleet. */
  readonly hardware: HardwareWallet;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OpsLog;
  readonly onChange: (changed: Iterable<Change>) => void;
  /** Another process has claimed the ledger: this one must end. */
  readonly onLost: () => void;
};

export type Fleet = {
  readonly kind: FleetKind;
  readonly database: Database;
  readonly audit: AuditLog;
  readonly anchor: Anchor;
  readonly verification: LogVerification;
  readonly timeline: Timeline;
  readonly registry: AgentRegistry;
  readonly connections: ConnectionRegistry;
  readonly freeze: FreezeSwitch;
  readonly nodes: NodeDirectory;
  readonly gate: Gate;
  /** Approvals that the operator's Ledger signed, until they are used. */
  readonly attestations: Attestations;
  readonly windows: Windows;
  readonly relays: RelayList;
  readonly labels: DestinationLabels;
  readonly treasury: Treasury;
  readonly read: ReadModels;
  /** Relays in use, and those set for new connections that nobody uses yet. */
  readonly relayStates: () => readonly (RelayState & { readonly used: boolean })[];
  readonly confirmLedger: (reason: string, actor: AuditActor) => void;
  /** Verifies the log's end, reaches the nodes, starts the gate and then the service. */
  readonly start: () => void;
  /** The same backwards; ends within a deadline. */
  readonly stop: () => Promise<void>;
};

/** Throws when the ledger cannot be opened or written: wrong key, damage, newer version, full disk. */
export function openFleet(options: FleetOptions): Fleet {
  const { files, vault } = options;
  const key = vault.databaseKey();
  const database = ((): Database => {
    try {
      return openDatabase({ path: files.ledger, key });
    } finally {
      key.fill(0);
    }
  })();
  try {
    return compose(options, database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function compose(options: FleetOptions, database: Database): Fleet {
  const { kind, files, vault, clock, random, log } = options;
  const base = { database, clock, random };
  const audit = createAuditLog(database);
  const trust = createLedgerTrust({
    ...base,
    audit,
    anchorFile: files.anchor,
    ledgerFile: files.ledger,
    onLost: options.onLost,
    onContradiction: () => gate.doubtLedger(),
  });

  const sealed = createSealedSecrets({ database, vault });
  const registry = createAgentRegistry({ ...base, audit });
  const connections = createConnectionRegistry({ ...base, audit, sealed });
  const freeze = createFreezeSwitch({ database, audit, clock });
  // SECURITY: nothing but loopback is reached from a practice fleet, whatever is typed into it.
  const practice = kind === 'practice';
  const nodes = createNodeDirectory({
    ...base,
    audit,
    sealed,
    connect: (id, credentials, expected) =>
      practice && !isLoopbackSocket(credentials.socket)
        ? createUnusableNode(id, 'The practice fleet reaches nothing beyond this machine.')
        : createLndNode({
            id,
            credentials,
            expected,
            clock,
            // Somebody waits for the answer of a node that is being tried.
            ...(expected === null ? { deadlines: { connection: TRIAL_DEADLINES } } : {}),
          }),
  });
  const backups = createChannelBackups({
    folder: join(files.folder, 'channel-backups'),
    clock,
    onKept: (nodeId, { takenAt, channels }) =>
      database.transaction(() =>
        audit.append(clock.now(), {
          level: 'info',
          category: 'node',
          action: 'backup',
          actor: { kind: 'gate' },
          outcome: 'succeeded',
          agentId: null,
          correlation: null,
          summary: `channel backup of ${nodes.records().find(({ id }) => id === nodeId)?.name ?? nodeId} kept`,
          body: { nodeId, takenAt, channels },
        }),
      ),
    onChange: () => options.onChange(['nodes']),
  });
  const stopFollowing = nodes.onChange(() => backups.follow(nodes.list()));

  const relays = createRelayList({
    database,
    audit,
    clock,
    allowed: practice ? isLoopbackRelay : () => true,
  });
  const labels = createDestinationLabels({ database, audit, clock, tag: vault.tag });

  const gate = createGate({
    ...base,
    audit,
    tag: vault.tag,
    registry,
    freeze,
    nodes,
    ledgerInDoubt: trust.inDoubt,
    logBroken: trust.logBroken,
    approver: () => treasury.approvers.current(),
    log: { error: (details, message) => log.error(message, undefined, { ...details }) },
  });
  const treasury = composeTreasury({
    ...base,
    kind,
    audit,
    hardware: options.hardware,
    gate,
    registry,
    nodes,
    log,
  });
  const attestations = createAttestations({
    gate,
    operations: treasury.operations,
    approver: treasury.approvers.current,
    network: treasury.network,
    now: clock.now,
    touch: () => database.touch('approvals'),
  });
  const windows = createWindows(database);
  const read = createReadModels({
    database,
    registry,
    connections,
    freeze,
    windows,
    gate,
    nodes,
    backups,
    attestations,
    now: clock.now,
    treasury,
  });
  const pool = createRelayPool({ clock, random });
  const service = createWalletService({
    gate,
    registry,
    connections,
    pool,
    clock,
    random,
    nodeInfo: read.nodes.lastInfo,
    log: {
      warn: (details, message) => log.warn(message, { ...details }),
      error: (details, message) => log.error(message, undefined, { ...details }),
    },
  });
  const timeline = createTimeline({
    database,
    agentName: (id) => registry.get(id as AgentId)?.name ?? null,
    nodeName: read.nodes.name,
  });

  const stopChanges = database.onChange((changed) => {
    if (changed.has('timeline')) trust.anchor.changed();
    // A node's balance is a dedicated agent's balance, and its state is the gate's.
    options.onChange(changed.has('nodes') ? [...changed, 'gate', 'agents', 'fleet'] : changed);
  });
  const stopRelays = pool.onStates(() => options.onChange(['relays', 'gate']));

  return {
    kind,
    database,
    audit,
    anchor: trust.anchor,
    verification: trust.verification,
    timeline,
    registry,
    connections,
    freeze,
    nodes,
    gate,
    attestations,
    windows,
    relays,
    labels,
    treasury,
    read,
    relayStates: () => {
      const used = service.relays();
      const unused = relays.get().filter((url) => !used.some((relay) => relay.url === url));
      return [
        ...used.map(({ url, connected, since, note }) => ({ url, used: true, connected, since, note })),
        ...unused.map((url) => ({
          url,
          used: false,
          connected: false,
          since: null,
          note: '',
        })),
      ];
    },
    confirmLedger: (reason, actor) => {
      gate.confirmLedger(reason, actor);
      trust.confirm();
    },
    start: () => {
      trust.start();
      nodes.open();
      gate.start();
      service.start();
      treasury.start();
    },
    stop: () =>
      endInOrder(clock, log, [
        // First: while the service still gives its last answers nothing new may leave, least of all from a ledger that was lost.
        ['gate', gate.stop],
        ['service', service.stop],
        ['relays', () => (stopRelays(), pool.close())],
        ['treasury', treasury.stop],
        ['verification', trust.verification.stop],
        ['backups', () => (stopFollowing(), backups.close())],
        ['nodes', nodes.close],
        // What the closed nodes said last is booked in a transaction of its own turn.
        ['last words', () => setImmediate()],
        [
          'ledger',
          () => {
            stopChanges();
            trust.stop();
            database.close();
          },
        ],
        ['vault', vault.close],
      ]),
  };
}
