import type { Exchange } from './exchange.ts';
import type { ModelsSwitches } from './scenario.ts';

const offered = [
  { id: 'reka-flash-3', name: 'Reka Flash 3', input_modalities: ['text'], context_length: 65_536 },
  {
    id: 'reka-edge-2603',
    name: 'Reka Edge 2603',
    input_modalities: ['text', 'image', 'video'],
    context_length: 16_384,
  },
] as const;

/** `/v1/models` in each of its three known forms, and `/models` of the 2024 API, which is always names. */
export async function answerModels(exchange: Exchange, switches: ModelsSwitches, now: number): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const form = exchange.path === '/models' ? 'names' : (switches.form ?? 'data');
  if (form === 'names') return exchange.send(200, ['default', ...offered.map(({ id }) => id)]);
  if (form === 'ids')
    return exchange.send(
      200,
      offered.map(({ id }) => ({ id })),
    );
  const created = Math.floor(now / 1000);
  const data = offered.map((model) => ({
    ...model,
    object: 'model',
    created,
    owned_by: 'reka',
    output_modalities: ['text'],
  }));
  return exchange.send(200, { object: 'list', data });
}
