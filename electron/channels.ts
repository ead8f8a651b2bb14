/** The IPC channels. Preloads and `ipc.ts` know them; pages never see them. */
export const channels = {
  call: 'checkstand:call',
  push: 'checkstand:push',
  shell: 'checkstand:shell',
} as const;

/** What a page may ask of its window. */
export const shellActions = ['close_window', 'open_main_window'] as const;
export type ShellAction = (typeof shellActions)[number];
