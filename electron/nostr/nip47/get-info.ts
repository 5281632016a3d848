// get_info (NIP-47 core): the node behind the connection, and where an agent sees what it was granted.
import { z } from 'zod';
import { NWC_EXTENSIONS } from '../../../shared/domain/nwc.ts';
import { result } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';
import { grantedNotifications } from './notifications.ts';

export const createGetInfo = ({ registry, nodeInfo }: MethodDeps): Method =>
  method('get_info', z.object({}), (_params, { connection }) => {
    const agent = registry.get(connection.agentId);
    const node = agent ? nodeInfo(agent.nodeId) : null;
    return result({
      ...(node && {
        alias: node.alias,
        pubkey: node.publicKey,
        network: node.network,
        block_height: node.blockHeight,
        block_hash: node.blockHash,
      }),
      methods: connection.methods,
      notifications: grantedNotifications(connection.methods),
      extensions: NWC_EXTENSIONS,
    });
  });
