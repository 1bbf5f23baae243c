import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@plugboard/core';
import { parrot } from './parrot.ts';
import { startParrotSite } from './parrot-site.ts';

const folder = await mkdtemp(join(tmpdir(), 'parrot-'));
try {
  await using site = await startParrotSite();
  // The format in which browser extensions export cookies.
  const path = join(folder, 'cookies.json');
  const exported = [{ name: 'nest', value: site.nest, domain: '127.0.0.1', path: '/', httpOnly: true }];
  await writeFile(path, JSON.stringify(exported), { mode: 0o600 });

  await using client = new Client({
    provider: parrot({ cookies: path, baseUrl: site.url }),
    config: false,
    discover: false,
  });
  for (const content of ['Hello', 'And again, with the cookie that the first answer set']) {
    const completion = await client.chat.completions.create({
      model: 'parrot-1',
      messages: [{ role: 'user', content }],
    });
    process.stdout.write(`${completion.choices[0]?.message.content ?? ''}\n`);
  }
  const saved = (await readFile(path, 'utf8')).includes(site.nest);
  process.stdout.write(saved ? 'The newest cookie is in the file.\n' : 'The file is out of date.\n');
} finally {
  await rm(folder, { recursive: true });
}
