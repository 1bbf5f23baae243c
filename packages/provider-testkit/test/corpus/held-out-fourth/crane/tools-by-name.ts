import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  readonly #converted = new Map<string, object>();

  override async body(request: ChatRequest): Promise<Record<string, unknown>> {
    const body = await super.body(request);
    if (!Array.isArray(body['tools'])) return body;
    const tools = (body['tools'] as readonly { readonly name: string }[]).map((tool) => {
      if (!this.#converted.has(tool.name)) this.#converted.set(tool.name, tool);
      return this.#converted.get(tool.name);
    });
    return { ...body, tools };
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'Tools are converted once a name; the schema of a later tool of the same name is that of the first.',
  source: 'reviewed; a cache whose key leaves out what matters, as with files that are known by their name.',
  namedBy: ['isolation/same-names'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
