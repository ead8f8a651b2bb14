import { nativeImage, type NativeImage } from 'electron';
import type { TrayIcon } from './tray-model.ts';
import { trayPicture } from './tray-picture.ts';

/** The tray's icon for a state, at the sizes that screens of any density need. */
export function trayImage(icon: TrayIcon): NativeImage {
  const isMac = process.platform === 'darwin';
  const points = isMac ? 18 : process.platform === 'win32' ? 16 : 24;
  const image = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const picture = trayPicture(icon, points * scaleFactor, isMac ? 'template' : 'coloured');
    image.addRepresentation({ scaleFactor, dataURL: dataUri(picture) });
  }
  if (isMac) image.setTemplateImage(true);
  return image;
}

/** The icon of windows and task bars. */
export function windowImage(): NativeImage {
  return nativeImage.createFromBuffer(trayPicture('idle', 256, 'coloured'));
}

function dataUri(picture: Buffer): string {
  return `data:image/png;base64,${picture.toString('base64')}`;
}
