import Anthropic from '@anthropic-ai/sdk';
import { startScriptedServer } from '@plugboard/provider-testkit/server';
import { answerOf } from '../../../scripts/lib/recorded-calls.ts';
import type { Recorded } from './recorded.ts';

/** What the official client reads from an answer. */
export interface OfficialFacts {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly content: readonly Anthropic.ContentBlock[];
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  /** Thoughts and blocks of tools of the service, as they go back, with their places among the blocks. */
  readonly opaque: readonly { readonly index: number; readonly block: Anthropic.ContentBlock }[];
  readonly citations: readonly unknown[];
  readonly stop: {
    readonly reason: string | null;
    readonly sequence: string | null;
    readonly details: unknown;
  };
  readonly usage: unknown;
}

/** What the official client throws. */
export interface OfficialFailure {
  readonly error: { readonly name: string; readonly status?: number | undefined; readonly type?: string | null };
}

/** Plays the bytes of a call to the official client. */
export async function officialFactsOf(recorded: Recorded): Promise<OfficialFacts | OfficialFailure> {
  await using server = await startScriptedServer();
  server.on({}, answerOf(recorded));
  const client = new Anthropic({ baseURL: server.origin, apiKey: 'fake-key', maxRetries: 0, logLevel: 'off' });
  const { stream, ...body } = recorded.body;
  const { betas } = recorded;
  try {
    // Blocks of beta features are read by the client for these.
    if (betas.length > 0) {
      const message: unknown = await client.beta.messages.stream({ ...body, betas: [...betas] }).finalMessage();
      return factsOf(message as Anthropic.Message);
    }
    const call = stream === true ? client.messages.stream(body).finalMessage() : client.messages.create(body);
    return factsOf(await call);
  } catch (error) {
    if (error instanceof Anthropic.APIError) {
      const { status: code, type } = error as { status?: number; type: string | null };
      return { error: { name: error.name, status: code, type } };
    }
    return { error: { name: error instanceof Error ? error.name : 'unknown' } };
  }
}

function factsOf(message: Anthropic.Message): OfficialFacts {
  const texts = message.content.filter((block) => block.type === 'text');
  return {
    id: message.id,
    model: message.model,
    text: texts.map(({ text }) => text).join(''),
    content: message.content,
    calls: message.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
    ),
    opaque: message.content.flatMap((block, index) =>
      block.type === 'text' || block.type === 'tool_use' ? [] : [{ index, block }],
    ),
    citations: texts.flatMap(({ citations }) => citations ?? []),
    stop: {
      reason: message.stop_reason,
      sequence: message.stop_sequence,
      details: message.stop_details ?? null,
    },
    usage: message.usage,
  };
}
