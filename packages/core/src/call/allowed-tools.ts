import type { Accepts } from '../contract/model.ts';
import { isSameTool } from '../contract/tools.ts';
import { type JsonObject, recordsIn } from '../util/is-record.ts';
import type { AllowedTools, ParsedRequest } from './parsed-request.ts';

/**
 * The request with the choice as the candidate takes it. A service that has no `allowed_tools` gets only these tools, which comes to the
 * same. A service that has it gets all tools, so that its cache of prompts still fits.
 */
export function chooseAmong(request: ParsedRequest, allowed: AllowedTools, accepts: Accepts): ParsedRequest {
  const { parameters, tools = [] } = request;
  if (accepts.allowedTools === true) {
    const withChoice: JsonObject = { ...parameters, tool_choice: allowed.choice };
    return { ...request, parameters: withChoice };
  }
  const isAllowed = (tool: object): boolean => allowed.tools.some((one) => isSameTool(one, tool));
  const functions = tools.filter(isAllowed);
  // The whole list, where some of the tools are not functions.
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
