import type Anthropic from '@anthropic-ai/sdk';
import { loadCalls, type RecordedCall } from '../../../scripts/lib/recorded-calls.ts';

type Body = Anthropic.MessageCreateParamsNonStreaming & { readonly stream?: true };

/** A call as its file has it. Its name is such as `2026-10-21/text`. */
export interface Recorded extends RecordedCall<Body> {
  readonly version: string;
  /** Names of beta features. */
  readonly betas: readonly string[];
}

const folders = ['2023-06-01', '2026-10-21', 'uploads'];

/** Every chat of the fixtures. */
export async function loadRecorded(): Promise<readonly Recorded[]> {
  const calls = await Promise.all(
    folders.map((name) => loadCalls<Body>(new URL(`../fixtures/${name}/`, import.meta.url), `${name}/`)),
  );
  return calls.flat().map((call) => ({
    ...call,
    version: call.requestHeaders['anthropic-version'] ?? '',
    betas: call.requestHeaders['anthropic-beta']?.split(',') ?? [],
  }));
}
