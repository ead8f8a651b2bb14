import type { JsonObject, JsonValue } from './json.ts';

/** JSON-RPC 2.0 as MCP uses it. Types only: the hot path checks shapes by hand. */
export type JsonRpcId = string | number;
export type JsonRpcRequest = { jsonrpc: '2.0'; id: JsonRpcId; method: string; params?: JsonObject };
export type JsonRpcNotification = { jsonrpc: '2.0'; method: string; params?: JsonObject };
export type JsonRpcResult = { jsonrpc: '2.0'; id: JsonRpcId; result: JsonObject };
export type JsonRpcError = {
  jsonrpc: '2.0';
  id: JsonRpcId | null;
  error: { code: number; message: string; data?: JsonValue };
};
export type JsonRpcMessage = JsonRpcRequest | JsonRpcNotification | JsonRpcResult | JsonRpcError;

/** One MCP connection to a server in this process, message by message. */
export interface McpChannel {
  send(message: JsonRpcMessage): void;
  close(): Promise<void>;
}
export interface McpChannelListener {
  onMessage(message: JsonRpcMessage): void;
  /** Once, when the server ended the connection by itself. */
  onClose(): void;
}
/** Connects to the server; each call is a connection (an MCP session) of its own. */
export type OpenMcpChannel = (listener: McpChannelListener) => Promise<McpChannel>;
