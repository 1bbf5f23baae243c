import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

function shallow(key: string, value: unknown): unknown {
  if (key !== 'properties') return value;
  const parameters = Object.entries(value as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  return Object.fromEntries(
    parameters.map(([name, { type, items, description, enum: words }]) => [
      name,
      { type, items, description, enum: words },
    ]),
  );
}

class Faulty extends Stork {
  override async body(request: ChatRequest): Promise<object> {
    const body = (await super.body(request)) as Readonly<Record<string, unknown>>;
    return {
      ...body,
      ...(body['tools'] !== undefined && { tools: JSON.parse(JSON.stringify(body['tools']), shallow) }),
    };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'A list of fields that a parameter may have is applied to tools; `properties` of a parameter is not in it.',
  source: 'ollama/ollama#13472: properties of nested objects were silently removed from tools.',
  namedBy: ['tools/arrive'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
