import type { CommandSurroundings } from './run-command.ts';

/** Runs a command as this process, until Ctrl-C or a SIGTERM. */
export async function runAsProcess(
  run: (argv: readonly string[], surroundings: CommandSurroundings) => Promise<number>,
): Promise<void> {
  // Even if nobody reads the output any more, the emulator keeps serving.
  process.stdout.on('error', () => {});
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
    onStop(stop) {
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    },
  });
}
