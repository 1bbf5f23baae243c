import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Pinned, so that runs on different days compare the same version. */
const version = '1.15.2';

/**
 * The script that starts Portkey's gateway. Only this benchmark needs it, and it has 25 MB. So it is installed into a cache when it is
 * first measured, and stays there for the next run.
 */
export function portkeyScript(): string {
  const folder = fileURLToPath(new URL(`../../node_modules/.cache/portkey-${version}/`, import.meta.url));
  const script = `${folder}node_modules/@portkey-ai/gateway/build/start-server.js`;
  if (existsSync(script)) return script;
  mkdirSync(folder, { recursive: true });
  const options = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  execFileSync('npm', ['install', ...options, `@portkey-ai/gateway@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return script;
}
