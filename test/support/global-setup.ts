import { ensureRenderer } from '../../scripts/build.ts';

/** The tests that open a console need it built; they run on what is built now, not on what was once. */
export default async function setup(): Promise<void> {
  await ensureRenderer();
}
