import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { trayPicture } from './tray-picture.ts';

const icons = ['idle', 'pending', 'paused', 'problem'] as const;

/** Red, green, blue, alpha of each pixel: the rows are unfiltered and in one chunk. */
function pixelsOf(png: Buffer, size: number): number[][] {
  const start = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  return Array.from({ length: size * size }, (_, index) => {
    const at = Math.floor(index / size) * (size * 4 + 1) + 1 + (index % size) * 4;
    return [...rows.subarray(at, at + 4)];
  });
}

test.each(['template', 'coloured'] as const)('%s: the states look different from each other', (style) => {
  const pictures = icons.map((icon) => trayPicture(icon, 18, style).toString('base64'));
  expect(new Set(pictures).size).toBe(icons.length);
});

test('a template is black and alpha alone, with a plate and a hole in it', () => {
  for (const icon of icons) {
    const pixels = pixelsOf(trayPicture(icon, 18, 'template'), 18);
    expect(pixels.every(([red, green, blue]) => red === 0 && green === 0 && blue === 0)).toBe(true);
    const alpha = pixels.map((it) => it[3] ?? 0);
    expect(alpha[0]).toBe(0);
    expect(alpha.filter((it) => it === 255).length).toBeGreaterThan(100);
    const inner = alpha.filter((_, index) => isInner(index % 18) && isInner(Math.floor(index / 18)));
    expect(Math.min(...inner)).toBeLessThan(64);
  }
});

test('in colour the mark is white on the plate', () => {
  const pixels = pixelsOf(trayPicture('paused', 32, 'coloured'), 32);
  expect(pixels).toContainEqual([255, 255, 255, 255]);
  expect(pixels).toContainEqual([100, 116, 139, 255]);
});

function isInner(at: number): boolean {
  return at > 4 && at < 13;
}
