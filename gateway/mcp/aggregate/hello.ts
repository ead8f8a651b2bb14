import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import { isLegacyVersion, legacyVersions } from '../era.ts';
import type { Member } from './member.ts';

/** What the members are told in `initialize`: what the client said of itself, but for what is not passed on. */
export function helloOf(params: JsonObject = {}): JsonObject {
  const { protocolVersion, capabilities, clientInfo } = params;
  // Task ids of different upstreams may be the same, and no upstream may ask after another one's.
  const { tasks: _tasks, ...declared } = isJsonObject(capabilities) ? capabilities : {};
  return {
    protocolVersion: isLegacyVersion(protocolVersion) ? protocolVersion : legacyVersions[0],
    capabilities: declared,
    clientInfo: isJsonObject(clientInfo) ? clientInfo : { name: 'unknown', version: '' },
  };
}

/**
 * The answer to `initialize`. Everything is offered, whoever is up: an upstream that comes later brings its prompts
 * and resources to a client that would otherwise never have asked for them.
 */
export function introduction(hello: JsonObject, members: readonly Member[], version: string): JsonObject {
  return {
    protocolVersion: hello['protocolVersion'] ?? legacyVersions[0],
    capabilities: {
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
      completions: {},
      logging: {},
    },
    serverInfo: { name: 'checkstand', title: 'Checkstand', version },
    instructions: instructionsOf(members),
  };
}

function instructionsOf(members: readonly Member[]): string {
  const names = members.map((it) => `\`${it.name}\``).join(', ');
  const lines =
    members.length === 0
      ? ['No MCP servers are open to this client: its person can add some in Checkstand, under Clients.']
      : [
          `Several MCP servers behind one address: ${names}. ` +
            'What belongs to one is named with it: tools and prompts `SERVER__NAME`, resources `checkstand:SERVER/URI`.',
        ];
  for (const { isUp, name, why, server } of members) {
    const { instructions } = server;
    if (!isUp)
      lines.push(`\`${name}\` is not available now (${why}). Its tools will appear when it is back.`);
    else if (typeof instructions === 'string' && instructions.trim() !== '')
      lines.push(`Instructions of \`${name}\`:\n${instructions.trim()}`);
  }
  return lines.join('\n\n');
}
