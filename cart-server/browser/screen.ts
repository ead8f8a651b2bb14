/** Where a browser window can be shown: on the person's screen, nowhere, or (in tests) only as if it were. */
export type Screen = 'real' | 'none' | 'pretended';

/** Whether this process has a screen to open windows on. */
export function detectScreen(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Screen {
  const isGiven = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  return platform !== 'linux' || isGiven ? 'real' : 'none';
}

/** A window was wanted where none can be. */
export class NoScreenError extends Error {
  readonly code = 'no_screen';
  constructor() {
    super(
      'there is no screen here to open a browser window on (neither DISPLAY nor WAYLAND_DISPLAY is set); ' +
        'start Checkstand in a desktop session, on the same data folder, and do it there',
    );
    this.name = 'NoScreenError';
  }
}
