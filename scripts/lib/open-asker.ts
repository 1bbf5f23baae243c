import { inspect } from 'node:util';
import {
  Client,
  type CompletionMessage,
  type ConfiguredProvider,
  type CreateParams,
  PlugboardError,
} from '@plugboard/core';
import { sse, startScriptedServer, status, type Step } from '@plugboard/provider-testkit/server';

/** Asks a provider whose service answers with bytes of the test's choice. */
export interface Asker extends AsyncDisposable {
  /**
   * Asks, and sends an answer back with another question. Throws if a call ends neither with an answer nor with a failure that the provider
   * intends, and if a failure shows the key.
   *
   * @returns The code of each failure, and `answer`.
   */
  ask(answer: Answered): Promise<readonly string[]>;
}

/** An event stream, or one JSON document. */
export type Answered = { readonly stream: string } | { readonly json: string };

const key = 'fake-key-that-nobody-may-see';
const tools = [{ type: 'function', function: { name: 'get_weather' } }] as const;
const user = { role: 'user', content: 'Hello' } as const;

export async function openAsker(
  providerAt: (baseUrl: string, apiKey: string) => ConfiguredProvider,
  model: string,
): Promise<Asker> {
  const server = await startScriptedServer();
  const provider = providerAt(server.origin, key);
  const options = { config: false, discover: false, retry: { maxRetries: 0 }, timeouts: { total: 5_000 } } as const;
  const client = new Client({ provider, ...options });
  let step: Step = status(501);
  server.on({}, [(exchange) => step(exchange)]);
  const send = (messages: CreateParams['messages']): Promise<Outcome> => outcomeOf(client, { model, tools, messages });
  return {
    async ask(answered) {
      step =
        'stream' in answered
          ? sse([answered.stream])
          : status(200, answered.json, { 'content-type': 'application/json' });
      const { code, message } = await send([user]);
      if (message === undefined) return [code];
      const calls = message.tool_calls ?? [];
      const results = calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: 'Done.' }));
      return [code, (await send([user, message, ...results, user])).code];
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
    },
  };
}

interface Outcome {
  readonly code: string;
  readonly message?: CompletionMessage;
}

async function outcomeOf(client: Client, params: CreateParams): Promise<Outcome> {
  try {
    const stream = await client.chat.completions.create({ ...params, stream: true });
    for await (const chunk of stream) JSON.stringify(chunk);
    return { code: 'answer', message: await stream.finalMessage() };
  } catch (error) {
    if (!PlugboardError.isInstance(error)) throw error;
    const shown = `${inspect(error, { depth: 10 })}${JSON.stringify(error)}${error.stack ?? ''}`;
    if (shown.includes(key)) throw new Error('A failure shows the key.', { cause: error });
    // A fault of the provider, or an answer that hangs.
    if (error.message.startsWith('The provider failed with ') || error.code === 'timeout') throw error;
    return { code: error.code };
  }
}
