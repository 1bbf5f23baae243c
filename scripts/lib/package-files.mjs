const required = ['package.json', 'README.md', 'LICENSE'];
const allowed =
  /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|(?:bundle|dist|edges|page|src|tutorial)\/.+|[\w.-]+\.schema\.json)$/;
const forbidden = /(?:^|\/)(?:cookies\.(?:json|txt)|\.env[^/]*|\.tsbuildinfo)$|\.har$|\.test\./;
const output = /^dist\/.+(?:\.d\.ts|\.js)$/;

/**
 * What is wrong with the list of files in a tarball. The check matters because a published cookie file cannot be taken back.
 *
 * @param {readonly string[]} paths relative to the package
 * @returns {readonly string[]} one sentence each
 */
export function unwantedFiles(paths) {
  return [
    ...required.filter((name) => !paths.includes(name)).map((name) => `${name} is missing.`),
    ...(paths.some((path) => output.test(path)) ? [] : ['There is no build output in dist/.']),
    ...paths.filter((path) => !allowed.test(path) || forbidden.test(path)).map((path) => `${path} is not for users.`),
  ];
}
