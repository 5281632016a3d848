// Lab error: what stands in the way of the lab, in one sentence that says what to do. Everything else that is thrown is a bug.

export class LabError extends Error {
  override readonly name = 'LabError';
}
