import type { Exchange } from '@plugboard/emulator-kit';
import { invalid, refused } from './errors.ts';
import { modelNamed, models, type ModelFacts } from './models.ts';

const mostModels = 1_000;

/** `/v1/models`, a page at a time. */
export function answerModels(exchange: Exchange): void {
  const limit = Number(exchange.query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostModels) {
    throw invalid(`limit: Input should be between 1 and ${mostModels}`);
  }
  const after = exchange.query.get('after_id');
  const start = after === null ? 0 : models.findIndex(({ id }) => id === after) + 1;
  const page = models.slice(start, start + limit);
  exchange.send(200, {
    data: page.map(infoOf),
    has_more: start + limit < models.length,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  });
}

/** `/v1/models/{id}`. */
export function answerModel(exchange: Exchange, name: string): void {
  const model = modelNamed(name);
  if (model === undefined) throw refused(404, `model: ${name}`);
  exchange.send(200, infoOf(model));
}

function infoOf(model: ModelFacts): object {
  return {
    type: 'model',
    id: model.id,
    display_name: model.name,
    created_at: '2026-01-01T00:00:00Z',
    deprecated_at: model.lifecycle === 'deprecated' ? '2026-11-01T00:00:00Z' : null,
    retires_at: null,
    lifecycle: model.lifecycle,
    line: model.line,
    max_input_tokens: model.maxInput,
    max_tokens: model.maxOutput,
    capabilities: capabilitiesOf(model),
  };
}

interface Capability {
  readonly supported: boolean;
}

function capabilitiesOf({ thinking, efforts }: ModelFacts): object {
  const has = (supported: boolean): Capability => ({ supported });
  const types: Record<string, Capability> = Object.fromEntries(
    (['adaptive', 'enabled', 'between_tools', 'disabled'] as const).map((type) => [type, has(thinking.includes(type))]),
  );
  const levels: Record<string, Capability> = Object.fromEntries(
    (['low', 'medium', 'high', 'xhigh', 'max'] as const).map((level) => [level, has(efforts.includes(level))]),
  );
  return {
    batch: has(false),
    citations: has(true),
    code_execution: has(false),
    context_management: {
      ...has(false),
      clear_thinking_20251015: null,
      clear_tool_uses_20250919: null,
      compact_20260112: null,
    },
    effort: { ...has(efforts.length > 0), ...levels },
    image_input: has(true),
    pdf_input: has(true),
    server_tools: { ...has(false), code_execution: has(false), web_search: has(false) },
    structured_outputs: has(true),
    thinking: { ...has(true), types },
  };
}
