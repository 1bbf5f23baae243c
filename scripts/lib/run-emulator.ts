import type { CommandSurroundings } from '@plugboard/emulator-kit';

/** The result of an emulator's command. */
export interface EmulatorRun {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command of an emulator. `whileServing` gets its greeting, and the command is stopped when it is done. */
export async function runEmulator(
  runCommand: (argv: readonly string[], surroundings: CommandSurroundings) => Promise<number>,
  argv: readonly string[],
  whileServing?: (greeting: string) => Promise<void>,
): Promise<EmulatorRun> {
  let [out, error] = ['', ''];
  const served: Promise<void>[] = [];
  let stop: () => void = () => undefined;
  const code = await runCommand(argv, {
    out(text) {
      out += text;
      served.push((whileServing?.(text) ?? Promise.resolve()).finally(() => stop()));
    },
    error: (text) => void (error += text),
    onStop: (callback) => void (stop = callback),
  });
  await Promise.all(served);
  return { code, out, error };
}
