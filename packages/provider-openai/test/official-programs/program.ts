import { sse, status, type Step } from '@plugboard/provider-testkit/server';
import type OpenAI from 'openai';
import { z } from 'zod';

/**
 * A program for the official client, after a public example and in other words, with what the service answers. Its types are those of the
 * official client: what is compared is what it does.
 */
export interface Program {
  readonly answers: readonly Step[];
  /** Whether the requests are the same, too. Default true. */
  readonly sendsTheSame?: false;
  run(client: OpenAI, log: (...values: readonly unknown[]) => void): Promise<void>;
}

export const model = 'm';
export const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'How warm is it in Bern?' }];
export const look = {
  type: 'function' as const,
  function: {
    name: 'look',
    description: 'The temperature in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};
export const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"city":"Bern"}' } };
export const City = z.object({ city: z.string() });
export const Weather = z.object({ city: z.string(), degrees: z.number() });

/**
 * @param inChoice - What else stands in the choice.
 * @param usage - What was counted.
 * @param atTop - What else stands in the completion.
 */
export const whole = (
  message: object,
  finish = 'stop',
  inChoice: object = {},
  usage: object = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
  atTop: object = {},
): Step =>
  status(
    200,
    {
      id: 'cmpl_1',
      object: 'chat.completion',
      created: 1,
      model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', refusal: null, ...message },
          finish_reason: finish,
          logprobs: null,
          ...inChoice,
        },
      ],
      usage,
      ...atTop,
    },
    { 'x-request-id': 'req_1', 'x-ratelimit-limit-requests': '60' },
  );
export const pieces = (...deltas: readonly (readonly [delta: object, finish: string | null])[]): Step =>
  sse([
    ...deltas.map(([delta, finish]) => ({
      id: 'cmpl_1',
      object: 'chat.completion.chunk',
      created: 1,
      model,
      choices: [{ index: 0, delta, finish_reason: finish }],
    })),
    'data: [DONE]\n\n',
  ]);
export const spoken = pieces(
  [{ role: 'assistant', content: '' }, null],
  [{ content: 'Seven ' }, null],
  [{ content: 'degrees.' }, null],
  [{}, 'stop'],
);
export const calling = pieces(
  [
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ index: 0, ...call, function: { name: 'look', arguments: '' } }],
    },
    null,
  ],
  [{ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }, null],
  [{ tool_calls: [{ index: 0, function: { arguments: '"Bern"}' } }] }, null],
  [{}, 'tool_calls'],
);
