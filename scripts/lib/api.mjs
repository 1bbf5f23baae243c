import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessageCategory,
} from '@microsoft/api-extractor';
import { root } from './command.mjs';

/** @import { ExtractorMessage, IConfigFile } from '@microsoft/api-extractor' */

/**
 * @typedef {object} EntryPoint
 * @property {string} name what a program imports, such as `@plugboard/core/provider`
 * @property {string} folder of its package
 * @property {string} declarations the path of its compiled declarations
 * @property {string} report the path of its report
 */

/**
 * @typedef {object} Api
 * @property {string} report everything that can be imported, with its signature and the types that it mentions, as Markdown
 * @property {string} model the path of the same as JSON, with the comments. `extract` deletes it at its end
 * @property {readonly string[]} faults comments that are not TSDoc
 */

/**
 * @param {string} folder of a package
 * @returns {readonly EntryPoint[]} what its manifest exports, in that order
 */
export function entryPointsOf(folder) {
  /** @type {{ name: string, exports: Record<string, string | { types: string }> }} */
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(exports).flatMap(([subpath, target]) => {
    if (typeof target === 'string') return [];
    const short = subpath === '.' ? 'index' : subpath.slice(2);
    const declarations = join(folder, target.types);
    return [{ name: name + subpath.slice(1), folder, declarations, report: join(folder, `api/${short}.api.md`) }];
  });
}

const reportFileName = 'report.api.md';

/** The entry points of all packages. */
export function allEntryPoints() {
  return readdirSync(join(root, 'packages')).flatMap((name) => entryPointsOf(join(root, 'packages', name)));
}

/**
 * Reads the compiled declarations of entry points with API Extractor, which has a compiler of its own: TypeScript 7 has no stable
 * interface for such programs.
 *
 * @template Result
 * @param {readonly EntryPoint[]} entries
 * @param {(entry: EntryPoint, api: Api) => Result} read
 * @returns {readonly Result[]}
 */
export function extract(entries, read) {
  const output = mkdtempSync(join(tmpdir(), 'plugboard-api-'));
  try {
    const files = entries.map(({ declarations }) => declarations);
    /** @type {CompilerState | undefined} one program for all of them, because its start takes most of the time */
    let compilerState;
    return entries.map((entry) => {
      const config = configFor(entry, files, output);
      compilerState ??= CompilerState.create(config, { additionalEntryPoints: files });
      /** @type {ExtractorMessage[]} */
      const messages = [];
      Extractor.invoke(config, {
        localBuild: true,
        compilerState,
        messageCallback(message) {
          if (isFault(message)) messages.push(message);
          message.handled = true;
        },
      });
      const report = readFileSync(join(output, reportFileName), 'utf8');
      const faults = messages.map((message) => message.formatMessageWithLocation(root));
      return read(entry, { report, model: config.apiJsonFilePath, faults });
    });
  } finally {
    rmSync(output, { recursive: true });
  }
}

/** @param {ExtractorMessage} message */
function isFault({ category, logLevel }) {
  if (category === ExtractorMessageCategory.Console) return false;
  return logLevel === ExtractorLogLevel.Warning || logLevel === ExtractorLogLevel.Error;
}

/**
 * @param {EntryPoint} entry
 * @param {readonly string[]} files of the whole program
 * @param {string} output a folder
 */
function configFor({ folder, declarations }, files, output) {
  const ignored = { logLevel: ExtractorLogLevel.None };
  /** @type {IConfigFile} */
  const configObject = {
    projectFolder: folder,
    mainEntryPointFilePath: declarations,
    newlineKind: 'lf',
    compiler: { overrideTsconfig: { compilerOptions, files } },
    apiReport: {
      enabled: true,
      reportFileName,
      reportFolder: output,
      reportTempFolder: join(output, 'temporary'),
      includeForgottenExports: true,
    },
    docModel: { enabled: true, apiJsonFilePath: join(output, 'model.api.json') },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.Warning },
        // Release tags are not used, and comments have rules of their own (doc-comments.mjs).
        'ae-missing-release-tag': ignored,
        'ae-undocumented': ignored,
        // A type may come from another entry point of its package. The report contains those that come from none.
        'ae-forgotten-export': ignored,
        'ae-unresolved-link': ignored,
      },
    },
  };
  const packageJsonFullPath = join(folder, 'package.json');
  return ExtractorConfig.prepare({ configObject, packageJsonFullPath, configObjectFullPath: undefined });
}

const compilerOptions = {
  target: 'ES2023',
  module: 'NodeNext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  // API Extractor does not find the global `URL` if only Node's types declare it: see docs/decisions/0026-tools.md.
  lib: ['ES2023', 'ES2024.String', 'ESNext.Disposable', 'DOM', 'DOM.AsyncIterable'],
};
