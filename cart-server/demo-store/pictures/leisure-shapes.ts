import type { Palette } from './palette.ts';

type Draw = (palette: Palette) => string;

const book: Draw = ({ main, light, dark }) => `
<path d="M60 40h78a6 6 0 0 1 6 6v104H66a10 10 0 0 0-10 8V48a8 8 0 0 1 4-8z" fill="${main}"/><path d="M56 158a10 10 0 0 1 10-10h78v14H66a10 10 0 0 1-10-4z" fill="#fff" stroke="${dark}" stroke-width="3"/><path d="M68 40v108" stroke="${dark}" stroke-width="5"/>
<path d="M86 64h42M86 80h42" stroke="#fff" stroke-width="7" stroke-linecap="round"/><circle cx="107" cy="116" r="16" fill="${light}"/>`;

const notebook: Draw = ({ main, light, dark }) => `
<rect x="58" y="40" width="90" height="122" rx="8" fill="${main}"/><rect x="58" y="40" width="16" height="122" rx="6" fill="${dark}"/><rect x="90" y="62" width="42" height="24" rx="4" fill="#fff"/><path d="M98 74h26" stroke="${light}" stroke-width="4" stroke-linecap="round"/><path d="M134 40v122" stroke="${light}" stroke-width="5"/><path d="M100 162v14l5-4 5 4v-14" fill="#d9534a"/>`;

const blocks: Draw = ({ main, dark }) => `
<rect x="36" y="108" width="50" height="50" rx="5" fill="${main}"/><rect x="90" y="108" width="50" height="50" rx="5" fill="#4f86c6"/><rect x="62" y="54" width="50" height="50" rx="5" fill="#f0c142"/><path d="M144 158l22-50 22 50z" transform="translate(-8 0)" fill="#5aa469"/>
<circle cx="61" cy="133" r="13" fill="${dark}"/><path d="M102 133h26M115 120v26" stroke="#fff" stroke-width="8" stroke-linecap="round"/><path d="M76 90l11-24 11 24z" fill="#c4931d"/>`;

const puzzle: Draw = ({ main, light, dark }) => `
<path d="M50 60h34c-6-22 32-22 26 0h34v34c22-6 22 32 0 26v34H50z" fill="${main}"/><path d="M50 108h94" stroke="${light}" stroke-width="4"/><path d="M97 60v94" stroke="${light}" stroke-width="4"/><path d="M50 154l30-34 22 20 42-44v58z" fill="${dark}" fill-opacity=".6"/><circle cx="72" cy="84" r="9" fill="#fae39d"/>`;

const plush: Draw = ({ main, light, dark }) => `
<circle cx="66" cy="58" r="16" fill="${main}"/><circle cx="134" cy="58" r="16" fill="${main}"/><circle cx="66" cy="58" r="8" fill="${light}"/><circle cx="134" cy="58" r="8" fill="${light}"/>
<ellipse cx="100" cy="136" rx="42" ry="32" fill="${main}"/><ellipse cx="100" cy="140" rx="24" ry="20" fill="${light}"/><ellipse cx="60" cy="126" rx="13" ry="20" transform="rotate(28 60 126)" fill="${dark}"/><ellipse cx="140" cy="126" rx="13" ry="20" transform="rotate(-28 140 126)" fill="${dark}"/>
<circle cx="100" cy="78" r="38" fill="${main}"/><ellipse cx="100" cy="90" rx="18" ry="14" fill="${light}"/><circle cx="86" cy="72" r="4" fill="#22262b"/><circle cx="114" cy="72" r="4" fill="#22262b"/><ellipse cx="100" cy="84" rx="6" ry="4" fill="#22262b"/><path d="M92 94c4 5 12 5 16 0" stroke="#22262b" stroke-width="3" fill="none" stroke-linecap="round"/>`;

const dice: Draw = ({ main, light, dark }) => `
<g transform="rotate(-12 82 112)"><rect x="44" y="76" width="74" height="74" rx="14" fill="${main}"/><g fill="#fff"><circle cx="62" cy="94" r="7"/><circle cx="100" cy="94" r="7"/><circle cx="81" cy="113" r="7"/><circle cx="62" cy="132" r="7"/><circle cx="100" cy="132" r="7"/></g></g>
<g transform="rotate(16 136 84)"><rect x="108" y="56" width="56" height="56" rx="11" fill="${light}" stroke="${dark}" stroke-width="3"/><g fill="${dark}"><circle cx="124" cy="72" r="6"/><circle cx="148" cy="96" r="6"/><circle cx="136" cy="84" r="6"/></g></g>`;

const train: Draw = ({ main, light, dark }) => `
<rect x="44" y="92" width="84" height="42" rx="6" fill="${main}"/><rect x="100" y="60" width="40" height="74" rx="5" fill="${dark}"/><rect x="94" y="52" width="52" height="11" rx="5" fill="#d9534a"/><rect x="109" y="72" width="22" height="20" rx="3" fill="#fff"/><rect x="56" y="70" width="14" height="24" rx="3" fill="#d9534a"/><circle cx="60" cy="58" r="8" fill="#c9d1d8"/><circle cx="74" cy="46" r="11" fill="#dfe4e8"/>
<g fill="#3b4149"><circle cx="64" cy="140" r="15"/><circle cx="98" cy="140" r="15"/><circle cx="130" cy="140" r="15"/></g><g fill="${light}"><circle cx="64" cy="140" r="6"/><circle cx="98" cy="140" r="6"/><circle cx="130" cy="140" r="6"/></g><path d="M30 158h140" stroke="#a9754c" stroke-width="7" stroke-linecap="round"/>`;

const shoe: Draw = ({ main, light, dark }) => `
<path d="M38 92c12 10 28 6 36-14 4-8 12-6 16 2 12 22 34 32 58 36 14 3 18 10 18 22H38c-6-14-6-32 0-46z" fill="${main}"/><path d="M34 134h134c4 16-6 20-16 20H46c-10 0-14-8-12-20z" fill="#fff" stroke="${dark}" stroke-width="3"/>
<path d="M92 86l-14 10M102 98l-14 10M114 106l-12 10" stroke="#fff" stroke-width="5" stroke-linecap="round"/><path d="M40 116c20 4 34-2 46-14" stroke="${light}" stroke-width="6" fill="none" stroke-linecap="round"/><path d="M128 116c-2 8-2 12 0 18" stroke="${dark}" stroke-width="3" fill="none"/>`;

const sock: Draw = ({ main, light, dark }) => {
  const one = (x: number, fill: string): string =>
    `<g transform="translate(${x} 0)"><path d="M70 44h36v56l28 22c14 12 4 38-18 32l-38-20c-6-4-8-10-8-18z" fill="${fill}"/><rect x="66" y="38" width="44" height="20" rx="5" fill="${dark}"/><path d="M112 152c-12-6-12-22 2-28l18-4c16 12 4 40-20 32z" fill="${light}"/></g>`;
  return `${one(18, light)}${one(-22, main)}`;
};

const shirt: Draw = ({ main, light, dark }) => `
<path d="M78 44l-40 20 14 34 16-8v70h64V90l16 8 14-34-40-20c-8 14-36 14-44 0z" fill="${main}"/><path d="M78 44c8 20 36 20 44 0" fill="none" stroke="${dark}" stroke-width="5"/><path d="M68 90V76M132 90V76" stroke="${dark}" stroke-width="3"/><circle cx="116" cy="88" r="7" fill="${light}"/>`;

const backpack: Draw = ({ main, light, dark }) => `
<path d="M82 52c0-22 36-22 36 0" fill="none" stroke="${dark}" stroke-width="7"/><rect x="52" y="50" width="96" height="112" rx="26" fill="${main}"/><rect x="64" y="104" width="72" height="44" rx="8" fill="${dark}"/><path d="M64 118h72" stroke="${light}" stroke-width="3"/><path d="M70 76h60" stroke="${light}" stroke-width="5" stroke-linecap="round"/><rect x="96" y="114" width="8" height="14" rx="3" fill="${light}"/><path d="M50 92c-12 8-12 44 0 56M150 92c12 8 12 44 0 56" stroke="${dark}" stroke-width="7" fill="none"/>`;

export const leisureShapes = {
  book,
  notebook,
  blocks,
  puzzle,
  plush,
  dice,
  train,
  shoe,
  sock,
  shirt,
  backpack,
} as const;
