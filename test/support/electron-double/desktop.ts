import { checkOptions, honest, HonestEmitter } from './honest.ts';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

class NativeImageDouble {
  readonly pictures: { readonly scaleFactor: number; readonly png: Buffer }[] = [];
  isTemplate = false;

  addRepresentation(options: { scaleFactor?: number; dataURL?: string }): void {
    checkOptions('addRepresentation', options, ['scaleFactor', 'dataURL']);
    const base64 = options.dataURL?.replace(/^data:image\/png;base64,/, '') ?? '';
    this.pictures.push({
      scaleFactor: options.scaleFactor ?? 1,
      png: checkedPng(Buffer.from(base64, 'base64')),
    });
  }

  setTemplateImage(isTemplate: boolean): void {
    this.isTemplate = isTemplate;
  }

  isEmpty(): boolean {
    return this.pictures.length === 0;
  }
}

export type NativeImage = NativeImageDouble;

export const nativeImage = honest('nativeImage', {
  createEmpty: () => honest('NativeImage', new NativeImageDouble()),
  createFromBuffer(png: Buffer) {
    const image = new NativeImageDouble();
    image.pictures.push({ scaleFactor: 1, png: checkedPng(png) });
    return honest('NativeImage', image);
  },
});

// Electron makes an empty image of what it cannot read, and an empty image is an invisible tray icon.
function checkedPng(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, 8).equals(pngSignature)) throw new Error('not a PNG: the image would be empty');
  return bytes;
}

export interface MenuTemplate {
  readonly label?: string;
  readonly type?: 'normal' | 'separator' | 'checkbox';
  readonly role?: string;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly click?: () => void;
  readonly submenu?: readonly MenuTemplate[];
}

class MenuDouble {
  readonly items: readonly MenuTemplate[];

  constructor(items: readonly MenuTemplate[]) {
    this.items = items;
  }
}

const menuKeys = ['label', 'type', 'role', 'enabled', 'checked', 'click', 'submenu'];

function checkMenu(items: readonly MenuTemplate[]): void {
  for (const item of items) {
    checkOptions('menu item', item, menuKeys);
    checkMenu(item.submenu ?? []);
  }
}

export const Menu = honest('Menu', {
  applicationMenu: undefined as MenuDouble | null | undefined,
  buildFromTemplate(items: readonly MenuTemplate[]) {
    checkMenu(items);
    return new MenuDouble(items);
  },
  setApplicationMenu(menu: MenuDouble | null) {
    Menu.applicationMenu = menu;
  },
});

export const trays: Tray[] = [];

export class Tray extends HonestEmitter {
  image: NativeImageDouble;
  toolTip = '';
  menu: MenuDouble | undefined;
  destroyed = false;

  constructor(image: NativeImageDouble) {
    super('Tray', ['click']);
    this.image = image;
    const self = honest('Tray', this);
    trays.push(self);
    return self;
  }

  setImage(image: NativeImageDouble): void {
    if (image.isEmpty()) throw new Error('an empty image is an invisible tray icon');
    this.image = image;
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: MenuDouble): void {
    this.menu = menu;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

export interface NotificationOptions {
  readonly title: string;
  readonly body: string;
  readonly actions?: readonly { readonly type: 'button'; readonly text: string }[];
}

/** All that were ever made, in order. */
export const notifications: Notification[] = [];

export class Notification extends HonestEmitter {
  readonly options: NotificationOptions;
  state: 'made' | 'shown' | 'closed' = 'made';

  constructor(options: NotificationOptions) {
    super('Notification', ['click', 'action', 'close']);
    checkOptions('Notification', options, ['title', 'body', 'actions', 'timeoutType', 'urgency', 'groupId']);
    this.options = options;
    const self = honest('Notification', this);
    notifications.push(self);
    return self;
  }

  show(): void {
    this.state = 'shown';
  }

  close(): void {
    if (this.state === 'shown') this.emit('close', {});
    this.state = 'closed';
  }
}

export const errorBoxes: { readonly title: string; readonly content: string }[] = [];

export const dialog = honest('dialog', {
  /** In Electron it waits for the person; here it is written down and to stderr. */
  showErrorBox(title: string, content: string) {
    errorBoxes.push({ title, content });
    process.stderr.write(`[dialog] ${title}: ${content}\n`);
  },
});

export const nativeTheme = honest('nativeTheme', { themeSource: 'system' });

const display = { workArea: { x: 0, y: 25, width: 1920, height: 1015 } };

export const screen = honest('screen', {
  getCursorScreenPoint: () => ({ x: 600, y: 400 }),
  getDisplayNearestPoint: () => display,
  getDisplayMatching: () => display,
});

export const powerMonitor = honest('powerMonitor', new HonestEmitter('powerMonitor', ['shutdown']));

/** Only named by packages of ours that never use it. */
export const shell = honest('shell', {});
