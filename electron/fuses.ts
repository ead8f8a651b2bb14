/**
 * How Electron's fuses are to be set when the app is packaged, by the names of `@electron/fuses` (FuseV1Options).
 * Kept as data beside the code it constrains; the packager reads it.
 */
export const fuses = {
  /** Else the signed app would run any script as plain Node, with our name on it. */
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableCookieEncryption: true,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  /** Pages come from `app://`; nothing is loaded from `file://`. */
  GrantFileProtocolExtraPrivileges: false,
} as const;
