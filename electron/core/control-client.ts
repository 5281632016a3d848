// The other end of the control socket: one connection, one session.
import { connect } from 'node:net';
import type { Result } from '../../shared/domain/result.ts';

export type ControlClient = {
  /** Rejects when the core ends the connection. */
  readonly call: (name: string, params: unknown) => Promise<Result<unknown>>;
  readonly close: () => void;
};

/** undefined when no core listens there. */
export function connectControl(address: string): Promise<ControlClient | undefined> {
  return new Promise((resolve) => {
    const waiting = new Map<
      number,
      { resolve: (result: Result<unknown>) => void; reject: (error: Error) => void }
    >();
    let lastId = 0;
    let text = '';
    const socket = connect(address);
    socket.setEncoding('utf8');
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => {
      for (const { reject } of waiting.values()) reject(new Error('Portcullis ended the connection.'));
    });
    socket.on('data', (chunk) => {
      const lines = (text + String(chunk)).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const { id, answer } = JSON.parse(line) as { id: number; answer: Result<unknown> };
        waiting.get(id)?.resolve(answer);
        waiting.delete(id);
      }
    });
    socket.once('connect', () =>
      resolve({
        call: (name, params) =>
          new Promise((settle, reject) => {
            const id = (lastId += 1);
            waiting.set(id, { resolve: settle, reject });
            socket.write(`${JSON.stringify({ id, name, params })}\n`);
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}
