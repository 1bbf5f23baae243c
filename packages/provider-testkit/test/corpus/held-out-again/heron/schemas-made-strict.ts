import type { ChatRequest, Tool } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const strict = (tool: Tool): Tool => {
      const { parameters } = tool.function;
      if (parameters === undefined) return tool;
      const required = Object.keys(Object(parameters['properties']) as object);
      return { ...tool, function: { ...tool.function, parameters: { ...parameters, required } } };
    };
    return super.body({ ...request, ...(request.tools !== undefined && { tools: request.tools.map(strict) }) });
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'Schemas of tools are made strict: every property becomes required.',
  source: 'spring-projects/spring-ai#6865: schemas of tools were rewritten for strict calls.',
  namedBy: ['tools/arrive'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
