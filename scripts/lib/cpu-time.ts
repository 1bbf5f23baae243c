import process from 'node:process';

/** Milliseconds of processor time that this process has taken. Unlike a clock, it stands still while others have the processor. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
