// Request records: every request to pay by its event id, kept 30 days. A replay is answered from here. Rule: docs/gate.md 4 and 7.
import type { AgentId, ConnectionId, EventId, SpendId } from '../../shared/domain/ids.ts';
import type { AskedBy } from '../../shared/domain/spend.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';
import { answerFromText, answerToText } from './answers.ts';
import type { GateAnswer } from './gate.ts';

/** How long an event id is remembered, in seconds. Far longer than the 90 s in which one is executed. */
export const REQUEST_MEMORY_SECONDS = 30 * 86_400;

export type RequestRecord = {
  readonly eventId: EventId;
  readonly connectionId: ConnectionId;
  readonly agentId: AgentId;
  readonly method: AskedBy;
  readonly spendId: SpendId | null;
  readonly answer: GateAnswer | null;
};

export type RequestRecords = {
  /** `answer` null: there is none yet. */
  readonly insert: (request: RequestRecord, at: UnixSeconds) => void;
  readonly get: (eventId: EventId) => RequestRecord | undefined;
  readonly unanswered: () => readonly RequestRecord[];
  /** true when a request of this spend came by `pay_invoice`, which cannot say “pending”, and was answered. */
  readonly toldNo: (spendId: SpendId) => boolean;
  /** Stores a final answer. The first one stands: a later call for the same id changes nothing. */
  readonly answer: (eventId: EventId, answer: GateAnswer, at: UnixSeconds) => void;
  /** Answers every open request of a spend. */
  readonly answerAllOf: (spendId: SpendId, answer: GateAnswer, at: UnixSeconds) => void;
  readonly forgetBefore: (at: UnixSeconds) => void;
};

type RequestRow = {
  event_id: string;
  connection_id: string;
  agent_id: string;
  method: string;
  spend_id: string | null;
  answer: string | null;
};

export function createRequestRecords(database: Database): RequestRecords {
  const insert = database.prepare(
    `INSERT INTO requests (event_id, connection_id, agent_id, method, received_at, spend_id, answer, answered_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const byId = database.prepare<RequestRow>('SELECT * FROM requests WHERE event_id = ?');
  const open = database.prepare<RequestRow>(
    'SELECT * FROM requests WHERE answer IS NULL ORDER BY received_at',
  );
  const told = database.prepare(
    `SELECT 1 AS found FROM requests WHERE agent_id = (SELECT agent_id FROM spends WHERE id = ?1) AND spend_id = ?1
       AND method = 'pay_invoice' AND answer IS NOT NULL LIMIT 1`,
  );
  const answer = database.prepare(
    'UPDATE requests SET answer = ?, answered_at = ? WHERE event_id = ? AND answer IS NULL',
  );
  const answerSpend = database.prepare(
    'UPDATE requests SET answer = ?, answered_at = ? WHERE spend_id = ? AND answer IS NULL',
  );
  const forget = database.prepare(
    'DELETE FROM requests WHERE agent_id IN (SELECT id FROM agents) AND received_at < ? AND answer IS NOT NULL',
  );

  return {
    insert: (request, at) =>
      void insert.run(
        request.eventId,
        request.connectionId,
        request.agentId,
        request.method,
        at,
        request.spendId,
        request.answer && answerToText(request.answer),
        request.answer && at,
      ),
    get: (eventId) => {
      const row = byId.get(eventId);
      return row && read(row);
    },
    unanswered: () => open.all().map(read),
    toldNo: (spendId) => told.get(spendId) !== undefined,
    answer: (eventId, value, at) => void answer.run(answerToText(value), at, eventId),
    answerAllOf: (spendId, value, at) => void answerSpend.run(answerToText(value), at, spendId),
    forgetBefore: (at) => void forget.run(at),
  };
}

const read = (row: RequestRow): RequestRecord => ({
  eventId: row.event_id as EventId,
  connectionId: row.connection_id as ConnectionId,
  agentId: row.agent_id as AgentId,
  method: row.method as AskedBy,
  spendId: row.spend_id as SpendId | null,
  answer: row.answer === null ? null : answerFromText(row.answer),
});
