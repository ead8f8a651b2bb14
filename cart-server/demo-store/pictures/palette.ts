import type { ColourName } from '../catalogue/product.ts';

/** Flat colours of one drawing: the thing itself, its shaded side, its lit side, and the ground behind it. */
export interface Palette {
  readonly main: string;
  readonly dark: string;
  readonly light: string;
  readonly ground: string;
}

export const palettes: Readonly<Record<ColourName, Palette>> = {
  red: { main: '#d9534a', dark: '#a93a33', light: '#f0a29c', ground: '#fbeceb' },
  orange: { main: '#e98a3a', dark: '#b96420', light: '#f7c697', ground: '#fdf1e6' },
  yellow: { main: '#f0c142', dark: '#c4931d', light: '#fae39d', ground: '#fdf7e3' },
  green: { main: '#5aa469', dark: '#3c7a4a', light: '#aed6b6', ground: '#eaf5ec' },
  teal: { main: '#3fa39b', dark: '#2a7670', light: '#a2d8d3', ground: '#e7f5f4' },
  blue: { main: '#4f86c6', dark: '#345f95', light: '#aecbea', ground: '#eaf1f9' },
  purple: { main: '#8a6bbf', dark: '#644a94', light: '#c9b9e4', ground: '#f2eef9' },
  pink: { main: '#e08099', dark: '#b3566f', light: '#f4c4d0', ground: '#fcf0f3' },
  brown: { main: '#a9754c', dark: '#7b5131', light: '#d9b899', ground: '#f7f0ea' },
  cream: { main: '#e6d3ad', dark: '#bfa678', light: '#f6ecd6', ground: '#faf6ec' },
  grey: { main: '#8b98a5', dark: '#5f6b77', light: '#c9d1d8', ground: '#f0f3f5' },
  black: { main: '#3b4149', dark: '#22262b', light: '#828b96', ground: '#eef0f2' },
};
