// A promise does not keep Node running. If a provider waits for one that nothing will settle, the process would end in the middle of a
// call, without a word, instead of reaching the deadline: the timers of a call do not hold the process by themselves.
let waits = 0;
let timer: NodeJS.Timeout | undefined;

/** Keeps the process alive until {@link releaseProcess} was called as often. Cheap: all waits share one timer. */
export function holdProcess(): void {
  waits += 1;
  if (waits > 1) return;
  timer ??= setInterval(() => undefined, 2 ** 31 - 1);
  timer.ref();
}

/** Somebody who called {@link holdProcess} waits no longer. */
export function releaseProcess(): void {
  waits -= 1;
  if (waits === 0) timer?.unref();
}
