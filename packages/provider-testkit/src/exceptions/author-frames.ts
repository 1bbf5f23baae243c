import { framesOf, showFrame, type Frame } from './frames.ts';

/** The packages that core depends on. */
const ofCore = /[\\/]node_modules[\\/](?:undici|tough-cookie|eventsource-parser|tsyringe|reflect-metadata)[\\/]/;

/** The place in the author's files that called a function of Node, as text: see {@link authorFrame}. */
export function callingAuthor(callee: (...given: never[]) => unknown): string | undefined {
  const frame = authorFrame(callee);
  return frame && showFrame(frame);
}

/**
 * The place that called a function of Node just now: in the author's files, otherwise in a package that the author uses. `undefined` if
 * core or the testkit called it, for itself or for the author. `callee` and what it calls are left out.
 */
export function authorFrame(callee: (...given: never[]) => unknown): Frame | undefined {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: string } = {};
  try {
    Error.stackTraceLimit = 30;
    Error.captureStackTrace(holder, callee);
  } finally {
    Error.stackTraceLimit = limit;
  }
  const frames = framesOf(holder.stack ?? '');
  const kit = frames.findIndex((frame) => frame.kit);
  const own = frames.slice(0, kit === -1 ? frames.length : kit).filter(({ file }) => !ofCore.test(file));
  return own.find(({ installed }) => !installed) ?? own[0];
}
