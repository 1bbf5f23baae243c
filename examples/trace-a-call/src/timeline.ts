// #region timeline
import { tracingChannel } from 'node:diagnostics_channel';

/** What the channels publish: attributes with OpenTelemetry's names, and the error of a failure. */
interface TraceRecord {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly error?: Error;
}

/** Writes a line when a call, an attempt or an upload begins, fails or ends. Returns a function that stops it. */
export function traceTo(write: (line: string) => void, now: () => number = () => performance.now()): () => void {
  const begun = now();
  const stops = ['call', 'attempt', 'upload'].map((name) => {
    const say = (what: string) => (message: unknown) => {
      const { attributes } = message as TraceRecord;
      const facts = Object.entries(attributes).map(([key, value]) => `${key}=${String(value)}`);
      write(`${(now() - begun).toFixed(1).padStart(8)} ms  ${name.padEnd(7)} ${what.padEnd(6)} ${facts.join(' ')}`);
    };
    // Node's types require all five handlers, although a subscriber may omit some.
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
