import { shell } from 'electron';

/** Shows a web address in the person's browser; answers whether it did. Any other scheme could start a program. */
export async function openUrl(url: string): Promise<boolean> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return false;
  try {
    await shell.openExternal(url);
    return true;
  } catch {
    // No browser is set up: the console shows the address.
    return false;
  }
}
