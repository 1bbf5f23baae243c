// Started as a child process: opens a cookie file and takes over one rolled cookie after another.
const [entry, path, name, count] = process.argv.slice(2);
const { openCookies } = await import(String(entry));
const origin = new URL('https://chat.example');
const unused = () => {
  throw new Error('not needed here');
};
const host = {
  id: 'child',
  log: { debug() {}, warn: (/** @type {string} */ message) => process.stderr.write(`${message}\n`) },
  http: { json: unused, events: unused, bytes: unused, with: unused, failure: unused },
  now: () => Date.now(),
  random: () => 0.5,
  resolvePath: (/** @type {string} */ given) => given,
};
const cookies = await openCookies(path, host, origin);
for (let index = 1; index <= Number(count); index++) {
  await cookies.accept(origin, [`${name}=${name}-${index}; Path=/`, `${name}-${index}=x; Path=/`]);
}
process.stdout.write((await cookies.header(origin)) ?? '');
