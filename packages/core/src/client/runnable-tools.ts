import type { Tool } from '../contract/tools.ts';
import { isJsonObject, jsonIn } from '../util/is-record.ts';
import { invalidInput } from './parse/check-input.ts';
import type { RunOfFunction } from './tool-runner.ts';

/** A function that the model may call. */
export interface Runnable {
  /** Parses the arguments that the model wrote. If it throws, the model gets the message. */
  parse(text: string): unknown;
  run(args: unknown, runner: RunOfFunction): unknown;
}

/** The tools of a run. */
export interface RunnableTools {
  /** The tools in the form that `create()` accepts. */
  readonly declared: readonly Tool[];
  /** The functions, by the name that the model calls. */
  readonly runnables: ReadonlyMap<string, Runnable>;
}

/** Reads `tools` of `runTools()`. Throws `input_invalid` for a tool that cannot be run. */
export function readRunnableTools(tools: unknown): RunnableTools {
  if (!Array.isArray(tools)) throw invalidInput('tools', 'must be an array.');
  const given: readonly unknown[] = tools;
  const read = given.map((tool, index) => readRunnableTool(tool, `tools[${index}]`));
  return {
    declared: read.map(({ tool }) => tool),
    runnables: new Map(read.map(({ tool, runnable }) => [tool.function.name, runnable])),
  };
}

function readRunnableTool(tool: unknown, where: string): { readonly tool: Tool; readonly runnable: Runnable } {
  if (!isJsonObject(tool) || tool['type'] !== 'function') throw invalidInput(`${where}.type`, 'must be "function".');
  const { function: declared, $parseRaw: readArguments, $callback: callback } = tool;
  if (!isJsonObject(declared)) throw invalidInput(`${where}.function`, 'must be an object.');
  const { function: own, parse: ownParse, ...facts } = declared;
  const isOfHelper = isFunction(readArguments);
  const run = isOfHelper ? callback : own;
  if (!isFunction(run)) {
    throw isOfHelper
      ? invalidInput(where, 'has nothing to run. Pass a `function` to zodFunction().')
      : invalidInput(`${where}.function.function`, 'must be the function to run.');
  }
  const parse = isOfHelper ? readArguments : (ownParse ?? undefined);
  if (parse !== undefined && !isFunction(parse)) {
    throw invalidInput(`${where}.function.parse`, 'must be a function, such as JSON.parse.');
  }
  const name = typeof facts['name'] === 'string' && facts['name'] !== '' ? facts['name'] : run.name;
  if (name === '') throw invalidInput(`${where}.function.name`, 'must be a non-empty string.');
  return {
    tool: withReader({ type: 'function', function: { ...facts, name } }, isOfHelper ? readArguments : jsonIn),
    runnable: {
      parse: (text) => (parse === undefined ? text : Reflect.apply(parse, isOfHelper ? tool : declared, [text])),
      run: (args, runner) => Reflect.apply<object, readonly unknown[], unknown>(run, declared, [args, runner]),
    },
  };
}

/**
 * Makes `parsed_arguments` the value that the tool parses. If the arguments cannot be parsed, it is `null`. That does
 * not end the run, because the model gets the reason as a result.
 */
function withReader(tool: Tool, read: (text: string) => unknown): Tool {
  if (tool.function.strict !== true) return tool;
  const readOrNull = (text: string): unknown => {
    try {
      return read(text) ?? null;
    } catch {
      return null;
    }
  };
  return Object.defineProperty({ ...tool }, '$parseRaw', { value: readOrNull });
}

type AnyFunction = (...values: readonly unknown[]) => unknown;

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}
