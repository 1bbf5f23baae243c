import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'additionalProperties');
  return Object.fromEntries(entries.map(([name, inner]) => [name, without(inner)]));
}

class Faulty extends Egret {
  override body(request: ChatRequest): Record<string, unknown> {
    return without(super.body(request)) as Record<string, unknown>;
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: '`additionalProperties` is taken out of every schema, so that the model may add what it likes.',
  source: 'agentgateway/agentgateway#3590: additionalProperties was removed before the schema reached the service.',
  namedBy: ['tools/arrive', 'formats/schema-words'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
