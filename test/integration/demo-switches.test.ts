import { expect, test } from 'vitest';
import { startApp } from '../support/start-app.ts';

test('on a real store there is nothing to switch, and the answer says so', async () => {
  const started = await startApp({ overrides: { store: 'amazon.com', browserPath: '/nowhere/browser' } });
  try {
    for (const name of ['demo.getSwitches', 'demo.setSwitches'] as const) {
      await expect(started.call(name, {})).rejects.toMatchObject({ code: 'unavailable' });
    }
  } finally {
    await started.close();
  }
});
