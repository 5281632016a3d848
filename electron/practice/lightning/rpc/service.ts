// Service: how one group of RPCs is written down; server.ts joins the groups and puts permission, wallet state and errors around.
import type { Macaroons } from '../macaroon.ts';
import type { PracticeNetwork } from '../network.ts';
import type { PracticeNode } from '../node.ts';
import type { Message } from './message.ts';

/** Throws `LndError` for a refusal. */
export type Unary = (request: Message) => Message;

/** The server's end of a stream; after `end` or `fail` everything is ignored. */
export type Outlet = {
  readonly write: (message: Message) => void;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
  /** Called once when the stream is over, whoever ended it. */
  readonly onClose: (callback: () => void) => void;
};
export type Streaming = (request: Message, out: Outlet) => void;

export type RpcGroup = {
  readonly unary?: Readonly<Record<string, Unary>>;
  readonly streaming?: Readonly<Record<string, Streaming>>;
};

export type RpcContext = {
  readonly network: PracticeNetwork;
  readonly node: PracticeNode;
  readonly macaroons: Macaroons;
};
