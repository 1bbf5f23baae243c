import type { CommandSurroundings } from './run-command.ts';

/** Runs a command as this process, until Ctrl-C or a SIGTERM. */
export async function runAsProcess(
  run: (argv: readonly string[], surroundings: CommandSurroundings) => Promise<number>,
): Promise<void> {
  // Nobody reads any more: the emulator goes on for those who ask it.
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
