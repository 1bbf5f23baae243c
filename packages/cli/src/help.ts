/** The output of `plugboard --help`. */
export const help: string = `plugboard: find out which service answers for a model, check your setup, and ask questions

If it is not installed, replace plugboard with: npx -p @plugboard/cli plugboard

  plugboard explain <model>    show how a model name finds its provider, without any request
  plugboard models             list the known models; with --live, ask the services
  plugboard doctor             check config, providers and credentials, without any request
  plugboard chat <question>    ask, and print the answer as it arrives; - reads the question from stdin
  plugboard serve              serve the models to programs written for OpenAI

All         --json             print one JSON document
            --config <path>    default: PLUGBOARD_CONFIG, otherwise plugboard.config.json
            --root <folder>    default: the nearest folder with a package.json
explain     --provider <name>  the provider to use
models      --live             ask the services for their models
chat        --model, -m <name> the model (required)
            --image, -i <file> a file or an https: URL; may be repeated
            --system <text>    the system message
            --provider <name>  the provider to use
serve       --port <number>    default: 8321; 0 selects a free one
            --host <address>   default: 127.0.0.1; others need keys
            --key-file <path>  one key a line, or a JSON array of keys; read again when it changes
            --origin <origin>  a web page elsewhere that may call; may be repeated
            --no-page          without the page at /
            --workers <number> how many processes share the port; default: 1
            --access-log       one line of JSON on stdout for each request

Exit codes  0 success, 1 the service failed, 2 wrong usage, 3 config, providers or credentials need attention,
            4 the answer was cut off, 130 interrupted
`;
