import { expect, test, vi } from 'vitest';
import { channels } from '../../electron/channels.ts';
import { serveIpc } from '../../electron/ipc.ts';
import { deliverInvoke, type FrameDouble } from '../support/electron-double/ipc.ts';
import { silentLog } from '../support/silent-log.ts';

vi.mock('electron', () => import('../support/electron-double/electron.ts'));

test('only the main frame of a window of ours may call', async () => {
  const called: unknown[] = [];
  const mainFrame: FrameDouble = {
    frameTreeNodeId: 1,
    url: 'app://console/index.html',
    origin: 'app://console',
    parent: null,
  };
  const ours = { mainFrame };
  const close = serveIpc({
    app: {
      call: async (frame) => ({ ok: true, value: called.push(frame) }),
      subscribe: () => () => {},
    },
    log: silentLog(),
    kindOf: (contents) => ((contents as unknown) === ours ? 'main' : undefined),
    listeners: () => [],
    onCall: () => {},
    shell: () => {},
  });
  const callFrom = (senderFrame: FrameDouble | null, sender: object = ours) =>
    deliverInvoke({ type: 'frame', sender, senderFrame }, channels.call, ['frame']);

  const strangers = [
    ['a frame that is gone', null],
    ['a frame within ours', { ...mainFrame, frameTreeNodeId: 2, parent: mainFrame }],
    ['another main frame', { ...mainFrame, frameTreeNodeId: 3 }],
    ['a page from elsewhere in our window', { ...mainFrame, origin: 'https://shop.example' }],
    ['a page without an origin', { ...mainFrame, origin: 'null' }],
  ] as const;
  for (const [who, frame] of strangers)
    expect(await callFrom(frame), who).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect(await callFrom(mainFrame, { mainFrame }), 'another window').toMatchObject({
    error: { code: 'forbidden' },
  });
  expect(called).toEqual([]);
  expect(await callFrom(mainFrame)).toEqual({ ok: true, value: 1 });
  close();
});
