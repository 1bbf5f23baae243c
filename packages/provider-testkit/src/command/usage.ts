export const usage = `plugboard-testkit: tests providers of Plugboard, offline.

  npx -p @plugboard/provider-testkit plugboard-testkit init <folder> [--name <package>]
      Writes a provider package: source, test, fixtures, README.

  npx -p @plugboard/provider-testkit plugboard-testkit check <package or file> [--fixtures <folder>] [--options <json>] [--skip <case>=<reason>]
      Runs the suite, and compares the models of the plugin with its package.json. Exit code 1: something failed.

  npx -p @plugboard/provider-testkit plugboard-testkit record <package or file> --model <name> --prompt <text> --name <fixture>
                    [--file <path>] [--fixtures <folder>] [--options <json>] [--from <text>] [--pattern <name>=<expression>]
                    [--whole] [--failure] [--overwrite]
      Makes one real call and writes it as a fixture, without its secrets. If anything in it looks like a secret, nothing is written.

  npx -p @plugboard/provider-testkit plugboard-testkit report <package or file or conformance.json>... [--out <folder>] [--fixtures <folder>] [--options <json>]
      Writes conformance.json, conformance.md and conformance.html. Exit code 1: something failed.

  npx -p @plugboard/provider-testkit plugboard-testkit tutorial [<folder>]
      Writes what docs/writing-a-provider.md needs besides its code: a stand-in for a service, a picture, fixtures.

  --options   The options of the plugin as JSON. For check and report with placeholders: '{"apiKey":"{{apiKey}}"}', which is also the
              default for each option that the plugin calls a secret. For record with references: '{"apiKey":{"$env":"ACME_KEY"}}'.
  --pattern   For values that nobody knows beforehand, such as the id of an upload: what the expression finds, or its first group, is
              replaced by a placeholder of this name: 'upload=/files/([\\w-]+)'. May be given several times.
  --whole     Record a call that does not ask for a stream.
  --fixtures  Default: the folder "fixtures" of the package; for a file, the nearest one beside it or above it.
`;

/** The command line is wrong, or names something that does not exist. Exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
