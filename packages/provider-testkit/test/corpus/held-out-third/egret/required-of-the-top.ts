import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

interface Schema {
  readonly type?: unknown;
  readonly description?: unknown;
  readonly required?: unknown;
  readonly enum?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function simple({ required, enum: words, ...schema }: Schema): object {
  return { ...deep(schema), ...(required !== undefined && { required }), ...(words !== undefined && { enum: words }) };
}

function deep({ type, description, properties, items }: Schema): object {
  return {
    ...(type !== undefined && { type }),
    ...(description !== undefined && { description }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, deep(one)])) as object,
    }),
    ...(items !== undefined && { items: deep(items) }),
  };
}

class Faulty extends Egret {
  override format(format: ChatRequest['response_format']): object {
    const schema = format?.type === 'json_schema' ? format.json_schema.schema : undefined;
    if (schema === undefined) return super.format(format);
    return { responseMimeType: 'application/json', responseJsonSchema: simple(schema) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'A converter rebuilds the schema from types, properties and items; what is required, and the words of an enum, are lost below the top.',
  source: 'woojubb/robota#1737: the converter gave nested objects back without properties and required.',
  namedBy: ['formats/schema', 'formats/schema-words'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
