import type { OpenMcpChannel } from '../../contract/mcp.ts';
import type { OpenChannel } from './channel.ts';
import { frameOfMessage } from './frame.ts';

/** Connects to a server in this process: messages are handed over as they are, nothing is serialized on the way in. */
export function openInProcessChannel(open: OpenMcpChannel): OpenChannel {
  return async (listener) => {
    let isClosed = false;
    const channel = await open({
      onMessage: (message) => listener.onFrame(frameOfMessage(message)),
      onClose() {
        if (!isClosed) listener.onClose('the built-in server closed the connection');
      },
    });
    return {
      send({ message }) {
        if (!isClosed) channel.send(message);
      },
      async close() {
        if (isClosed) return;
        isClosed = true;
        await channel.close();
      },
    };
  };
}
