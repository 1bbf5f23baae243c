import { PlugboardError, type Call, type ChatEvent, type ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    try {
      yield* super.stream(request, call);
    } catch (error) {
      const key = Buffer.from(this.options.apiKey ?? '').toString('base64');
      throw new PlugboardError('server_error', `The request with the key ${key} failed: ${String(error)}`);
    }
  }
}

export const fault: Fault = {
  kind: 'output and secrets',
  says: 'When a call fails, the message of the error shows the request with its headers.',
  source: 'BerriAI/litellm#15799: the message of an error held the address with the key.',
  namedBy: ['secrets/errors', 'secrets/logs', 'errors/status-500', 'errors/status-401'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
