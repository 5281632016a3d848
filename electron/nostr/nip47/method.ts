// Method: the shape every NIP-47 method has, and the one place where its parameters are read.
import type { z } from 'zod';
import type { EventId } from '../../../shared/domain/ids.ts';
import type { NwcMethod } from '../../../shared/domain/nwc.ts';
import type { NodeId } from '../../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { AgentRegistry, Connection } from '../../agents/agent.ts';
import type { GateForAgents } from '../../gate/gate.ts';
import type { NodeInfo } from '../../lightning/lightning-node.ts';
import { badRequest, type Reply } from './answer.ts';

export type MethodDeps = {
  readonly gate: GateForAgents;
  readonly registry: Pick<AgentRegistry, 'get'>;
  /** The last thing known of a node; null when it never answered. */
  readonly nodeInfo: (id: NodeId) => NodeInfo | null;
};

/** Who asks, by the key that signed, and in which event. */
export type Asked = {
  readonly connection: Connection;
  readonly eventId: EventId;
  readonly createdAt: UnixSeconds;
  readonly expiresAt: UnixSeconds | null;
};

/** null: not executed and not to be answered. */
export type Replied = Reply | null;

export type Method = {
  readonly name: NwcMethod;
  readonly handle: (params: unknown, asked: Asked) => Promise<Replied>;
};

/** Reads the parameters by `schema`; what does not fit is answered with `bad_request` and the field's name. */
export function method<S extends z.ZodType>(
  name: NwcMethod,
  schema: S,
  handle: (params: z.output<S>, asked: Asked) => Replied | Promise<Replied>,
): Method {
  return {
    name,
    handle: async (params, asked) => {
      const read = schema.safeParse(params, { jitless: true });
      if (read.success) return handle(read.data, asked);
      const [issue] = read.error.issues;
      return badRequest(`${issue?.path.join('.') || 'params'}: ${issue?.message ?? 'unreadable'}`);
    },
  };
}
