/** The work took longer than it may. */
export class DeadlinePassed extends Error {}

/** What `work` resolves to, unless that takes longer than so many milliseconds. A throw at once counts as a rejection. */
export async function withDeadline<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed()), milliseconds);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
