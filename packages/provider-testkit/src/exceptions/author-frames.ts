import { framesOf, showFrame, type Frame } from './frames.ts';

/** What core brings along. */
const ofCore = /[\\/]node_modules[\\/](?:undici|tough-cookie|eventsource-parser|tsyringe|reflect-metadata)[\\/]/;

/** The place in the author's files that called a function of Node, as text: see {@link authorFrame}. */
export function callingAuthor(callee: (...given: never[]) => unknown): string | undefined {
  const frame = authorFrame(callee);
  return frame && showFrame(frame);
}

/**
 * The place in the author's files, or else in a package that the author uses, that called a function of Node just now; `undefined` when
 * core or the testkit called it, on their own or for the author. `callee` and what it calls are left out.
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
