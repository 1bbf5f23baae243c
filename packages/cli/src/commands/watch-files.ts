import { unwatchFile, watchFile } from 'node:fs';

const pollMs = 1000;

/**
 * Calls a function about a second after one of some files has changed. The function returns the files to watch from then on, or
 * `undefined` for the same ones. Does not keep the process alive.
 *
 * @returns A function that ends the watch.
 */
export function watchFiles(
  first: readonly string[],
  onChange: () => Promise<readonly string[] | undefined>,
): () => void {
  const watched = new Set<string>();
  let isEnded = false;
  // Polling also notices files that are replaced, as editors and orchestrators do.
  const listener = (): void => void onChange().then((files) => !isEnded && files !== undefined && follow(files));
  function follow(files: readonly string[]): void {
    for (const path of watched) if (!files.includes(path)) forget(path);
    // A file that is watched already stays watched: if it were watched anew, a change in between would be missed.
    for (const path of files)
      if (!watched.has(path)) watchFile(path, { interval: pollMs, persistent: false }, listener);
    for (const path of files) watched.add(path);
  }
  function forget(path: string): void {
    unwatchFile(path, listener);
    watched.delete(path);
  }
  follow(first);
  return () => {
    isEnded = true;
    for (const path of watched) forget(path);
  };
}
