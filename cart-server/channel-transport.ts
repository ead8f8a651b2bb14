import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { JsonRpcMessage, McpChannel, McpChannelListener } from '../contract/mcp.ts';

/** The two ends of a connection inside this process: no bytes in between, messages are passed as they are. */
export function joinChannel(listener: McpChannelListener): { transport: Transport; channel: McpChannel } {
  let isOpen = true;
  const transport: Transport = {
    start: async () => undefined,
    send: async (message) => {
      if (isOpen) listener.onMessage(message as JsonRpcMessage); // the SDK's type of the same JSON
    },
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      transport.onclose?.();
      listener.onClose();
    },
  };
  const channel: McpChannel = {
    send: (message) => {
      if (isOpen) transport.onmessage?.(message as JSONRPCMessage); // the SDK checks it again
    },
    close: async () => {
      if (!isOpen) return;
      // The client left by itself: it needs no word that the connection ended.
      isOpen = false;
      transport.onclose?.();
    },
  };
  return { transport, channel };
}
