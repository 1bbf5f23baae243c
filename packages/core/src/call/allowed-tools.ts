import type { Accepts } from '../contract/model.ts';
import { isSameTool } from '../contract/tools.ts';
import { type JsonObject, recordsIn } from '../util/is-record.ts';
import type { AllowedTools, ParsedRequest } from './parsed-request.ts';

/**
 * The request with the choice in the form that the candidate accepts. A service that does not know `allowed_tools` gets
 * only these tools, which has the same effect. A service that knows it gets all tools, so that its prompt cache still
 * matches.
 */
export function chooseAmong(request: ParsedRequest, allowed: AllowedTools, accepts: Accepts): ParsedRequest {
  const { parameters, tools = [] } = request;
  if (accepts.allowedTools === true) {
    const withChoice: JsonObject = { ...parameters, tool_choice: allowed.choice };
    return { ...request, parameters: withChoice };
  }
  const isAllowed = (tool: object): boolean => allowed.tools.some((one) => isSameTool(one, tool));
  const functions = tools.filter(isAllowed);
  // The whole list of tools, if some of them are not functions.
  const { tools: listed, ...others }: JsonObject = { ...parameters };
  const all = recordsIn(listed).filter(isAllowed);
  const hasFunctions = functions.length > 0;
  const unlisted: JsonObject = {
    ...others,
    ...(all.length > functions.length && { tools: all }),
    ...(!hasFunctions && { tool_choice: allowed.mode }),
  };
  return {
    ...request,
    tools: hasFunctions ? functions : undefined,
    toolChoice: hasFunctions ? allowed.mode : undefined,
    parameters: unlisted,
  };
}
