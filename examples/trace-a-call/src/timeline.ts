// #region timeline
import { tracingChannel } from 'node:diagnostics_channel';

/** What the channels carry: facts under the names of OpenTelemetry, and the error of what failed. */
interface TraceRecord {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly error?: Error;
}

/** Writes a line for each thing that begins, fails and ends. Returns how to stop. */
export function traceTo(write: (line: string) => void, now: () => number = () => performance.now()): () => void {
  const begun = now();
  const stops = ['call', 'attempt', 'upload'].map((name) => {
    const say = (what: string) => (message: unknown) => {
      const { attributes } = message as TraceRecord;
      const facts = Object.entries(attributes).map(([key, value]) => `${key}=${String(value)}`);
      write(`${(now() - begun).toFixed(1).padStart(8)} ms  ${name.padEnd(7)} ${what.padEnd(6)} ${facts.join(' ')}`);
    };
    // The declarations want all five, although a subscriber may leave out what it does not need.
    const ignore = (): void => {};
    const subscribers = {
      start: say('begins'),
      end: ignore,
      asyncStart: ignore,
      asyncEnd: say('ends'),
      error: say('fails'),
    };
    const channel = tracingChannel(`plugboard:${name}`);
    channel.subscribe(subscribers);
    return () => channel.unsubscribe(subscribers);
  });
  return () => stops.forEach((stop) => stop());
}
// #endregion timeline
