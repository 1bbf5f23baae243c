import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { CancelController, eitherSignal, raceAbort, raceCancel } from '../../src/util/cancel.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';

const why = (text: string): PlugboardError => new PlugboardError('aborted', text);

test('the first reason counts, and each listener hears of it once', () => {
  const controller = new CancelController();
  const heard: string[] = [];
  controller.subscribe({ onCancel: ({ message }) => heard.push(message) });
  controller.cancel(why('first'));
  controller.cancel(why('second'));
  controller.subscribe({ onCancel: () => heard.push('too late') });
  expect(heard).toEqual(['first']);
  expect(controller.reason?.message).toBe('first');
});

test('a listener that has left hears nothing, also when it leaves while others are told', () => {
  const controller = new CancelController();
  const heard: string[] = [];
  const late = { onCancel: () => void heard.push('late') };
  controller.subscribe({ onCancel: () => controller.unsubscribe(late) });
  controller.subscribe(late);
  controller.cancel(why('x'));
  expect(heard).toEqual([]);
});

test.each(['before', 'after'] as const)('the AbortSignal fires when it is asked for %s the end', (when) => {
  const controller = new CancelController();
  const early = when === 'before' ? controller.abortSignal : undefined;
  const reason = why('x');
  controller.cancel(reason);
  expect(controller.abortSignal.aborted).toBe(true);
  expect(controller.abortSignal.reason).toBe(reason);
  expect(early ?? controller.abortSignal).toBe(controller.abortSignal);
});

test.each([0, 1])('either of two signals ends what waits for both (%i)', (index) => {
  const controllers = [new CancelController(), new CancelController()] as const;
  const both = eitherSignal(...controllers);
  const { abortSignal } = both;
  const heard: PlugboardError[] = [];
  both.subscribe({ onCancel: (reason) => heard.push(reason) });
  expect(both.reason).toBeUndefined();
  const reason = why('x');
  controllers[index]?.cancel(reason);
  expect(heard).toEqual([reason]);
  expect(both.reason).toBe(reason);
  expect(abortSignal.reason).toBe(reason);
});

test('a race settles as the work does, or with the reason of the signal', async () => {
  const controller = new CancelController();
  await expect(raceCancel(Promise.resolve(1), controller)).resolves.toBe(1);
  await expect(raceCancel(Promise.reject(new TypeError('no')), controller)).rejects.toThrow('no');
  const endless = raceCancel(new Promise(() => {}), controller);
  const reason = why('x');
  controller.cancel(reason);
  await expect(endless).rejects.toBe(reason);
  await expect(raceCancel(new Promise(() => {}), controller)).rejects.toBe(reason);
});

test('work that fails after the race was lost fails nothing else', async () => {
  const controller = new CancelController();
  let fail: (error: Error) => void = () => {};
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const raced = raceCancel(work, controller);
  controller.cancel(why('x'));
  await expect(raced).rejects.toMatchObject({ code: 'aborted' });
  fail(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
});

test('a race against an AbortSignal leaves no listener behind, however it ends', async () => {
  const controller = new AbortController();
  await expect(raceAbort(Promise.resolve(1), controller.signal)).resolves.toBe(1);
  await expect(raceAbort(Promise.reject(new TypeError('no')), controller.signal)).rejects.toThrow('no');
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  const endless = raceAbort(new Promise(() => {}), controller.signal);
  const reason = why('x');
  controller.abort(reason);
  await expect(endless).rejects.toBe(reason);
  await expect(raceAbort(new Promise(() => {}), controller.signal)).rejects.toBe(reason);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});
