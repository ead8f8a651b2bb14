import type { Palette } from './palette.ts';

type Draw = (palette: Palette) => string;

const cable: Draw = ({ main, light, dark }) => `
<path d="M58 58c0 60 84 20 84 60s-62 36-62 8 44-20 44-50" fill="none" stroke="${main}" stroke-width="9" stroke-linecap="round"/><path d="M58 58c0 60 84 20 84 60" fill="none" stroke="${light}" stroke-width="2" stroke-dasharray="3 6"/>
<rect x="46" y="34" width="24" height="32" rx="5" fill="${dark}"/><rect x="51" y="22" width="14" height="14" rx="3" fill="#c9d1d8"/><rect x="112" y="46" width="24" height="32" rx="5" fill="${dark}"/><rect x="117" y="34" width="14" height="14" rx="3" fill="#c9d1d8"/>`;

const plug: Draw = ({ main, light, dark }) => `
<rect x="54" y="66" width="86" height="92" rx="16" fill="#fff" stroke="${light}" stroke-width="4"/><path d="M126 66a14 14 0 0 1 14 14v64a14 14 0 0 1-14 14z" fill="${light}"/>
<rect x="72" y="44" width="10" height="24" rx="3" fill="${main}"/><rect x="108" y="44" width="10" height="24" rx="3" fill="${main}"/><rect x="76" y="90" width="34" height="10" rx="5" fill="${dark}"/><rect x="76" y="110" width="34" height="10" rx="5" fill="${dark}"/><rect x="78" y="130" width="30" height="12" rx="2" fill="${dark}"/>`;

const headphones: Draw = ({ main, light, dark }) => `
<rect x="48" y="88" width="104" height="66" rx="30" fill="${main}"/><path d="M48 118h104" stroke="${dark}" stroke-width="3"/><circle cx="100" cy="138" r="4" fill="${light}"/>
<g fill="${dark}"><circle cx="76" cy="70" r="19"/><rect x="68" y="78" width="13" height="36" rx="6"/><circle cx="124" cy="70" r="19"/><rect x="119" y="78" width="13" height="36" rx="6"/></g>
<circle cx="70" cy="64" r="6" fill="${light}"/><circle cx="118" cy="64" r="6" fill="${light}"/>`;

const monitor: Draw = ({ main, light, dark }) => `
<rect x="32" y="44" width="136" height="88" rx="6" fill="#3b4149"/><rect x="38" y="50" width="124" height="72" fill="${main}"/><path d="M38 122l44-44 28 26 18-14 34 32z" fill="${dark}"/><circle cx="132" cy="70" r="10" fill="${light}"/>
<path d="M90 132h20l4 22H86z" fill="#5f6b77"/><rect x="68" y="154" width="64" height="8" rx="4" fill="#3b4149"/>`;

const mouse: Draw = ({ main, light, dark }) => `
<rect x="62" y="42" width="76" height="118" rx="38" fill="${main}"/><path d="M62 88h76V80a38 38 0 0 0-76 0z" fill="${dark}"/><path d="M100 42v46" stroke="${light}" stroke-width="3"/><rect x="94" y="58" width="12" height="24" rx="6" fill="${light}"/>`;

const keyboard: Draw = ({ main, light, dark }) => {
  const keys = [0, 1, 2].flatMap((row) =>
    Array.from({ length: 8 }, (_, at) => {
      const fill = (row === 0 && at === 0) || (row === 2 && at === 7) ? '#e98a3a' : light;
      return `<rect x="${38 + at * 16}" y="${82 + row * 16}" width="12" height="12" rx="3" fill="${fill}"/>`;
    }),
  );
  return `<rect x="26" y="70" width="148" height="80" rx="9" fill="${main}"/><path d="M26 140h148v2a8 8 0 0 1-8 8H34a8 8 0 0 1-8-8z" fill="${dark}"/>${keys.join('')}<rect x="66" y="130" width="68" height="9" rx="3" fill="${light}"/>`;
};

const battery: Draw = ({ main, light, dark }) => {
  const cell = (x: number): string =>
    `<rect x="${x + 8}" y="44" width="14" height="10" rx="3" fill="#c9d1d8"/><rect x="${x}" y="52" width="30" height="104" rx="5" fill="#3b4149"/><rect x="${x}" y="52" width="30" height="42" rx="5" fill="${main}"/><path d="M${x + 7} 62v84" stroke="${light}" stroke-width="4" stroke-opacity=".7" stroke-linecap="round"/>`;
  return `${cell(48)}${cell(85)}${cell(122)}<path d="M48 94h30M85 94h30M122 94h30" stroke="${dark}" stroke-width="3"/>`;
};

const drive: Draw = ({ main, light, dark }) => `
<rect x="58" y="42" width="84" height="112" rx="14" fill="${main}"/><path d="M58 126h84v14a14 14 0 0 1-14 14H72a14 14 0 0 1-14-14z" fill="${dark}"/><rect x="90" y="146" width="20" height="6" rx="3" fill="#22262b"/>
<path d="M74 62l30 0M74 76h18" stroke="${light}" stroke-width="6" stroke-linecap="round"/><circle cx="126" cy="112" r="4" fill="#fff"/>`;

const speaker: Draw = ({ main, light, dark }) => `
<rect x="40" y="66" width="120" height="82" rx="34" fill="${main}"/><circle cx="78" cy="107" r="26" fill="${dark}"/><circle cx="78" cy="107" r="12" fill="${light}"/><circle cx="128" cy="107" r="18" fill="${dark}"/><circle cx="128" cy="107" r="8" fill="${light}"/><path d="M70 66c0-26 60-26 60 0" fill="none" stroke="${dark}" stroke-width="7"/>`;

const gamepad: Draw = ({ main, light, dark }) => `
<path d="M62 66h76c26 0 40 40 36 68-2 16-18 18-28 6l-12-14H66l-12 14c-10 12-26 10-28-6-4-28 10-68 36-68z" fill="${main}"/>
<path d="M70 82v28M56 96h28" stroke="${light}" stroke-width="11" stroke-linecap="round"/><g fill="${dark}"><circle cx="132" cy="82" r="7"/><circle cx="132" cy="110" r="7"/><circle cx="118" cy="96" r="7"/><circle cx="146" cy="96" r="7"/></g><rect x="92" y="76" width="16" height="7" rx="3" fill="${light}"/>`;

const camera: Draw = ({ main, light, dark }) => `
<rect x="40" y="70" width="120" height="78" rx="12" fill="${main}"/><path d="M78 70l8-16h30l8 16z" fill="${dark}"/><rect x="40" y="82" width="120" height="14" fill="${light}"/>
<circle cx="100" cy="112" r="30" fill="#fff"/><circle cx="100" cy="112" r="22" fill="#3b4149"/><circle cx="100" cy="112" r="11" fill="${dark}"/><circle cx="93" cy="105" r="5" fill="${light}"/><rect x="136" y="76" width="14" height="9" rx="3" fill="#fff"/><rect x="66" y="148" width="68" height="18" fill="#fff" stroke="${light}" stroke-width="2"/>`;

export const deviceShapes = {
  gamepad,
  camera,
  cable,
  plug,
  headphones,
  monitor,
  mouse,
  keyboard,
  battery,
  drive,
  speaker,
} as const;
