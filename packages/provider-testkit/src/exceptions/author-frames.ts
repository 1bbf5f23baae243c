import { framesOf, showFrame } from './frames.ts';

/** What core brings along. */
const ofCore = /[\\/]node_modules[\\/](?:undici|tough-cookie|eventsource-parser|tsyringe|reflect-metadata)[\\/]/;

/**
 * The place in the author's files that called a function of Node, now; `undefined` when it was core or the testkit, on their own or for
 * the author. `callee` and what it calls are left out.
 */
export function callingAuthor(callee: (...given: never[]) => unknown): string | undefined {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: string } = {};
  try {
    Error.stackTraceLimit = 30;
    Error.captureStackTrace(holder, callee);
  } finally {
    Error.stackTraceLimit = limit;
  }
  const frames = framesOf(holder.stack ?? '');
  const before = frames.slice(
    0,
    frames.findIndex(({ kit }) => kit) === -1 ? frames.length : frames.findIndex(({ kit }) => kit),
  );
  const own = before.filter(({ file }) => !ofCore.test(file));
  const frame = own.find(({ installed }) => !installed) ?? own[0];
  return frame === undefined ? undefined : showFrame(frame);
}
