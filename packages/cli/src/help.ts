/** What `plugboard --help` says. */
export const help: string = `plugboard: which model service answers, and whether it can

Where it is not installed, the same begins with: npx -p @plugboard/cli plugboard

  plugboard explain <model>    how a model name finds its provider; no request is made
  plugboard models             what can be asked for; --live asks the services
  plugboard doctor             config, providers and credentials; no request is made
  plugboard chat <question>    asks, and writes the answer as it comes; - reads the question from the input

For all     --json             one JSON document on the output
            --config <path>    default: PLUGBOARD_CONFIG, else plugboard.config.json
            --root <folder>    default: the nearest folder with a package.json
For explain --provider <name>  the provider to ask
For models  --live
For chat    --model, -m <name> needed
            --image, -i <file> a file or an https: URL; may be given several times
            --system <text>    what the model is told before the question
            --provider <name>

Exit codes  0 fine, 1 the service failed, 2 wrong use, 3 config, providers or credentials need attention,
            4 the answer was cut off, 130 interrupted
`;
