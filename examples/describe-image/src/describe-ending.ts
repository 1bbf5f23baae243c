import type { CompletionFinishReason, CompletionUsage } from '@plugboard/core';

/** What is known when the answer has ended. */
export interface Ending {
  readonly model: string;
  readonly provider?: string | undefined;
  readonly finishReason?: CompletionFinishReason | null | undefined;
  readonly usage?: CompletionUsage | null | undefined;
  readonly firstTextMs: number;
  readonly warnings?: readonly string[] | undefined;
}

/** The facts in one line, after the warnings. */
export function describeEnding({ model, provider, finishReason, usage, firstTextMs, warnings = [] }: Ending): string {
  const facts = [
    `${provider} (${model})`,
    `finish reason: ${finishReason}`,
    ...(usage ? [`${usage.prompt_tokens} tokens in, ${usage.completion_tokens} out`] : []),
    `first text after ${Math.round(firstTextMs)} ms`,
  ];
  return [...warnings.map((warning) => `Warning: ${warning}`), facts.join(' · ')].join('\n');
}
