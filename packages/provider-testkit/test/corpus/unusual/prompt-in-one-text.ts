import { PlugboardError, type ChatMessage, type ChatRequest } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { Stork, stork } from '../wires/stork/stork.ts';

const speakers = { system: 'SYSTEM', user: 'USER', assistant: 'ASSISTANT', tool: 'TOOL' };

function promptOf(messages: readonly Pick<ChatMessage, 'role' | 'content'>[]): string {
  const turns = messages.map(({ role, content }) => {
    const text = content.map((part) => ('text' in part ? part.text : '')).join('');
    return `### ${speakers[role]}:\n${text}`;
  });
  return [...turns, '### ASSISTANT:\n'].join('\n');
}

class Unusual extends Stork {
  override readonly accepts = {
    parameters: ['temperature', 'top_p', 'top_k', 'max_tokens', 'stop', 'seed'] as const,
    extra: ['keep_alive', 'think'],
    extraTypes: { keep_alive: 'string', think: 'boolean' } as const,
  };

  override async body({ model, messages, parameters, extra }: ChatRequest): Promise<object> {
    if (messages.slice(0, -1).some(({ content }) => content.some(({ type }) => type !== 'text'))) {
      throw new PlugboardError('unsupported', 'Pictures go with the last question only.');
    }
    const options = this.parameters(parameters);
    const images = await this.images(
      messages.flatMap(({ content }) => content.flatMap((part) => ('source' in part ? [part.source] : []))),
    );
    return {
      model,
      prompt: promptOf(messages),
      raw: true,
      stream: true,
      ...(images.length > 0 && { images }),
      ...(Object.keys(options).length > 0 && { options }),
      ...extra,
    };
  }
}

/** The fixtures of calls without tools and forms, with one text in place of the messages. */
function prompted(fixture: Fixture): Fixture {
  const messages = fixture.request.messages.map(({ role, content }) => ({
    role,
    content:
      typeof content === 'string'
        ? [{ type: 'text' as const, text: content }]
        : content.filter((part) => part.type === 'text'),
  }));
  const exchanges = fixture.exchanges.map((exchange) => {
    if (exchange.phase !== 'chat') return exchange;
    const { messages: sent = [], ...json } = exchange.request.json as {
      messages?: readonly { images?: readonly string[] }[];
    };
    const images = sent.flatMap((message) => message.images ?? []);
    const prompt = { prompt: promptOf(messages), raw: true, ...(images.length > 0 && { images }) };
    return { ...exchange, request: { ...exchange.request, json: { ...json, ...prompt } } };
  });
  return { ...fixture, exchanges };
}

const plain = storkFixtures.filter(
  ({ request: { tools, response_format: format } }) => tools === undefined && format === undefined,
);

export const unusual: UnusualProvider = {
  says: 'The whole conversation is one text, with the speaker above each turn.',
  source: 'Servers for models without a chat template want a raw prompt.',
  fixtures: plain.map(prompted),
  create: () => stork(Unusual),
};
