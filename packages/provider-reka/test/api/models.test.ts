import { expect, test } from 'vitest';
import { modelsFrom } from '../../src/api/models.ts';

test.each<[unknown, unknown]>([
  [
    ['default', 'reka-flash'],
    [{ id: 'default' }, { id: 'reka-flash' }],
  ],
  [[{ id: 'reka-flash' }], [{ id: 'reka-flash' }]],
  [
    { object: 'list', data: [{ id: 'reka-edge-2603', input_modalities: ['text', 'image', 'video', 'smell'] }] },
    [{ id: 'reka-edge-2603', input: ['image', 'video'] }],
  ],
  [{ data: [{ id: 'reka-flash-3', input_modalities: ['text'] }] }, [{ id: 'reka-flash-3', input: [] }]],
  [[{ id: 7 }, {}, null, ''], []],
])('%j is read', (body, models) => {
  expect(modelsFrom(body)).toEqual(models);
});

test.each([[{}], [null], ['reka-flash'], [{ data: 'reka-flash' }]])('%j is a protocol error', (body) => {
  expect(() => modelsFrom(body)).toThrow(expect.objectContaining({ code: 'protocol_error', phase: 'models' }));
});
