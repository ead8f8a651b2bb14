import type { Picture, ShapeName } from '../catalogue/product.ts';
import { deviceShapes } from './device-shapes.ts';
import { foodShapes } from './food-shapes.ts';
import { householdShapes } from './household-shapes.ts';
import { leisureShapes } from './leisure-shapes.ts';
import { palettes, type Palette } from './palette.ts';

/** The SVG of an article: its shape in its colours on a soft ground. */
export function drawProduct({ shape, colour }: Picture): string {
  const palette = palettes[colour];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400" role="img">
<rect width="200" height="200" rx="12" fill="${palette.ground}"/>
<ellipse cx="100" cy="166" rx="62" ry="7" fill="#000" fill-opacity=".08"/>${shapes[shape](palette)}
</svg>`;
}

/** The shop's icon. */
export function drawIcon(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f4e5f"/><path d="M7 10h18l-2 13H9z" fill="#f0c142"/><path d="M11 10c0-7 10-7 10 0" fill="none" stroke="#fff" stroke-width="2.5"/></svg>`;
}

const shapes: Readonly<Record<ShapeName, (palette: Palette) => string>> = {
  ...householdShapes,
  ...foodShapes,
  ...deviceShapes,
  ...leisureShapes,
};
