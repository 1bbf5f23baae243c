import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required?: unknown;
}

function flat(schema: Schema = {}): object {
  const properties = Object.entries(schema.properties ?? {}).map(([name, { type, description, enum: words }]) => [
    name,
    { type, description, enum: words },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) as object, required: schema.required };
}

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const tools = request.tools?.map((tool) => ({
      ...tool,
      function: { ...tool.function, parameters: flat(tool.function.parameters) },
    }));
    return { ...super.body(request), ...(tools !== undefined && { tools }) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Of each parameter of a tool, type, description and enum are copied; what stands deeper is lost.',
  source: 'YourGPT/copilot-sdk#105: nested properties and items of tool parameters were silently dropped.',
  namedBy: ['tools/arrive'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
