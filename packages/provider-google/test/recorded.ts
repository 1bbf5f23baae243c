import { loadCalls, type RecordedCall } from '../../../scripts/lib/recorded-calls.ts';

/** What the body of a request may have. */
export interface GenerateBody {
  readonly contents: readonly object[];
  readonly generationConfig?: object;
  readonly [name: string]: unknown;
}

/** A call as its file has it. */
export interface Recorded extends RecordedCall<GenerateBody> {
  readonly model: string;
  /** The answer is asked for as a whole. */
  readonly whole: boolean;
}

/** Every chat of the fixtures. */
export async function loadRecorded(): Promise<readonly Recorded[]> {
  const folder = new URL('../fixtures/', import.meta.url);
  const calls = [
    ...(await loadCalls<GenerateBody>(folder)),
    ...(await loadCalls<GenerateBody>(new URL('uploads/', folder), 'uploads/')),
  ];
  return calls.map((call) => ({
    ...call,
    model: call.request.model,
    whole: call.url.endsWith(':generateContent'),
  }));
}
