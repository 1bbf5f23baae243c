// With `--import`: writes the URL of each module that is loaded to the file that LOADS names.
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { env } from 'node:process';
import { pathToFileURL } from 'node:url';

const hooks = `
  import { appendFileSync } from 'node:fs';
  export function load(url, context, next) {
    appendFileSync(process.env['LOADS'], url + '\\n');
    return next(url, context);
  }
`;
// Modules that are required pass no hook.
const { cache } = createRequire(import.meta.url);
process.on('exit', () => {
  for (const path of Object.keys(cache)) appendFileSync(env['LOADS'] ?? '', `${pathToFileURL(path).href}\n`);
});
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
