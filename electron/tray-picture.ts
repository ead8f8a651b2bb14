import { crc32, deflateSync } from 'node:zlib';
import type { TrayIcon } from './tray-model.ts';

/** Draws the icon as a PNG. `template`: black and alpha alone, for macOS to colour as its menu bar needs. */
export function trayPicture(icon: TrayIcon, size: number, style: 'template' | 'coloured'): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const { plate, mark } = coverage(icon, x, y, size);
      const [red, green, blue] = style === 'template' ? [0, 0, 0] : plateColours[icon];
      // On a menu bar the mark is cut out of the plate; in colour it is white on it.
      const white = style === 'template' ? 0 : mark * 255;
      const alpha = style === 'template' ? plate * (1 - mark) : plate;
      const at = (y * size + x) * 4;
      pixels[at] = Math.round(red * (1 - mark) + white);
      pixels[at + 1] = Math.round(green * (1 - mark) + white);
      pixels[at + 2] = Math.round(blue * (1 - mark) + white);
      pixels[at + 3] = Math.round(alpha * 255);
    }
  }
  return png(pixels, size);
}

const plateColours = {
  idle: [71, 85, 105],
  pending: [180, 83, 9],
  paused: [100, 116, 139],
  problem: [185, 28, 28],
} as const satisfies Record<TrayIcon, readonly [number, number, number]>;

const samples = 4;

/** How much of a pixel the plate and the mark cover, from 0 to 1. */
function coverage(icon: TrayIcon, x: number, y: number, size: number): { plate: number; mark: number } {
  let plate = 0;
  let mark = 0;
  for (let sub = 0; sub < samples * samples; sub += 1) {
    const u = (x + ((sub % samples) + 0.5) / samples) / size;
    const v = (y + (Math.floor(sub / samples) + 0.5) / samples) / size;
    if (!isInPlate(u, v)) continue;
    plate += 1;
    if (isInMark[icon](u, v)) mark += 1;
  }
  const all = samples * samples;
  return { plate: plate / all, mark: plate === 0 ? 0 : mark / plate };
}

// All shapes live in the unit square, y downwards.
function isInPlate(u: number, v: number): boolean {
  const half = 0.46;
  const corner = 0.2;
  const dx = Math.max(Math.abs(u - 0.5) - (half - corner), 0);
  const dy = Math.max(Math.abs(v - 0.5) - (half - corner), 0);
  return Math.hypot(dx, dy) <= corner;
}

const isInMark: Readonly<Record<TrayIcon, (u: number, v: number) => boolean>> = {
  idle: (u, v) =>
    isNear(u, v, [0.26, 0.52], [0.43, 0.69], 0.065) || isNear(u, v, [0.43, 0.69], [0.75, 0.34], 0.065),
  pending: (u, v) => [0.28, 0.5, 0.72].some((centre) => Math.hypot(u - centre, v - 0.5) <= 0.085),
  paused: (u, v) => [0.38, 0.62].some((centre) => isNear(u, v, [centre, 0.32], [centre, 0.68], 0.07)),
  problem: (u, v) => isNear(u, v, [0.5, 0.26], [0.5, 0.54], 0.075) || Math.hypot(u - 0.5, v - 0.74) <= 0.08,
};

type Point = readonly [number, number];

/** Within `radius` of the line from `a` to `b`. */
function isNear(u: number, v: number, a: Point, b: Point, radius: number): boolean {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = ((u - a[0]) * dx + (v - a[1]) * dy) / (dx * dx + dy * dy);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(u - a[0] - t * dx, v - a[1] - t * dy) <= radius;
}

/** 8-bit RGBA, unfiltered rows (PNG, third edition, sections 5 and 11). */
function png(pixels: Buffer, size: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Array.from({ length: size }, (_, y) => [
    Buffer.from([0]),
    pixels.subarray(y * size * 4, (y + 1) * size * 4),
  ]).flat();
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
