import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { run } from './command.mjs';

/** @import { Packed } from './pack.mjs' */

/**
 * Serves packed packages as the npm registry will serve them once they are published, so that a test installs them with the same commands
 * as their users.
 *
 * @param {readonly Packed[]} packages
 * @returns {Promise<{ url: string, close(): Promise<void> }>} on a free port of 127.0.0.1, under a path that no registry had before: npm
 *   caches by address, even if another registry gets the port later
 */
export async function startRegistry(packages) {
  const tarballs = new Map(packages.map((packed) => [`/${packed.name}.tgz`, readFileSync(packed.tarball)]));
  const folder = randomUUID();
  let url = '';
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').replace(`/${folder}/`, '/');
    const tarball = tarballs.get(path);
    const packed = packages.find(({ name }) => path === `/${name}`);
    if (tarball !== undefined) response.end(tarball);
    else if (packed !== undefined) response.end(JSON.stringify(documentOf(packed, url)));
    else response.writeHead(404).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/${folder}/`;
  return {
    url,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * @param {Packed} packed
 * @param {string} url
 */
function documentOf({ name, version, tarball }, url) {
  const manifest = JSON.parse(run(['tar', '-xzOf', tarball, 'package/package.json'], { quiet: true }).stdout);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const dist = { tarball: `${url}${name}.tgz`, integrity };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
