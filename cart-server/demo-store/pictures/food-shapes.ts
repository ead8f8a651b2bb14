import type { Palette } from './palette.ts';

type Draw = (palette: Palette) => string;

const carton: Draw = ({ main, light, dark }) => `
<path d="M66 74l16-26h40l16 26z" fill="${light}"/><rect x="80" y="38" width="44" height="12" rx="2" fill="${dark}"/>
<rect x="66" y="74" width="72" height="88" fill="#fff"/><path d="M138 74l-16-26v14l16 12z" fill="${dark}"/>
<path d="M66 118c24-14 48 14 72 0v44H66z" fill="${main}"/><circle cx="102" cy="98" r="10" fill="${light}"/><rect x="66" y="74" width="72" height="88" fill="none" stroke="${light}" stroke-width="3"/>`;

const eggs: Draw = ({ main, light, dark }) => {
  const egg = (x: number): string =>
    `<ellipse cx="${x}" cy="92" rx="17" ry="23" fill="${main}"/><ellipse cx="${x - 5}" cy="84" rx="4" ry="8" fill="${light}"/>`;
  return `${egg(62)}${egg(100)}${egg(138)}<path d="M36 98h128l-10 46a8 8 0 0 1-8 6H54a8 8 0 0 1-8-6z" fill="#a7b0a4"/>
<path d="M40 112c8 14 36 14 42 0 8 14 32 14 38 0 8 14 34 14 40 0" stroke="#879184" stroke-width="4" fill="none"/><path d="M36 98h128" stroke="${dark}" stroke-opacity=".25" stroke-width="4"/>`;
};

const banana: Draw = ({ main, light, dark }) => `
<path d="M58 46c-6 60 24 104 92 102 6 0 8-8 2-10-42-10-68-42-76-94z" fill="${main}"/><path d="M66 50c4 50 26 82 66 94" stroke="${light}" stroke-width="6" fill="none" stroke-linecap="round"/>
<path d="M76 44c14 38 44 66 84 72 6 1 9 8 3 11-46 4-92-32-100-80z" fill="${main}" stroke="${dark}" stroke-opacity=".3" stroke-width="2"/><path d="M56 48l4-16 14-2 4 16z" fill="${dark}"/>`;

const avocado: Draw = ({ main, light, dark }) => `
<path d="M100 36c22 0 24 34 34 52 18 34-2 74-34 74s-52-40-34-74c10-18 12-52 34-52z" fill="${dark}"/>
<path d="M100 48c16 0 18 28 27 44 14 27-1 58-27 58s-41-31-27-58c9-16 11-44 27-44z" fill="#dfe9a8"/><path d="M100 58c10 0 13 22 20 36 11 22-2 46-20 46s-31-24-20-46c7-14 10-36 20-36z" fill="#f2f4cf"/>
<circle cx="100" cy="114" r="20" fill="#8a5a35"/><circle cx="93" cy="107" r="5" fill="#b98358"/><path d="M66 100c2-6 6-14 8-22" stroke="${light}" stroke-width="3" fill="none"/><path d="M60 120a40 40 0 0 0 8 22" stroke="${main}" stroke-width="4" fill="none"/>`;

const leaf: Draw = ({ main, light, dark }) => {
  const one = (turn: number, fill: string): string =>
    `<g transform="rotate(${turn} 100 150)"><path d="M100 150c-34-24-34-74 0-104 34 30 34 80 0 104z" fill="${fill}"/><path d="M100 148V64M100 120l-14-14M100 104l14-14M100 90L90 80" stroke="${light}" stroke-width="3" fill="none" stroke-linecap="round"/></g>`;
  return `${one(-42, dark)}${one(42, dark)}${one(0, main)}`;
};

const apple: Draw = ({ main, light, dark }) => `
<path d="M100 72c-14-14-52-10-52 32 0 34 24 58 40 58 6 0 8-3 12-3s6 3 12 3c16 0 40-24 40-58 0-42-38-46-52-32z" fill="${main}"/>
<path d="M100 74c-1-14 2-24 10-34" stroke="#7b5131" stroke-width="6" fill="none" stroke-linecap="round"/><path d="M108 52c10-14 26-14 34-10-6 14-22 18-34 10z" fill="#5aa469"/>
<path d="M64 108c0-14 6-22 16-26" stroke="${light}" stroke-width="7" fill="none" stroke-linecap="round"/><path d="M140 130c-4 12-10 20-18 24" stroke="${dark}" stroke-width="5" fill="none" stroke-linecap="round"/>`;

const berries: Draw = ({ main, light, dark }) => {
  const spots = [
    [74, 96, 22],
    [116, 84, 24],
    [144, 112, 20],
    [94, 128, 24],
    [132, 142, 18],
    [62, 134, 18],
  ] as const;
  return (
    spots
      .map(
        ([x, y, r]) =>
          `<circle cx="${x}" cy="${y}" r="${r}" fill="${main}"/><circle cx="${x - r / 3}" cy="${y - r / 3}" r="${r / 4}" fill="${light}"/><path d="M${x - 5} ${y + 2}l5-4 5 4-2 6h-6z" fill="${dark}"/>`,
      )
      .join('') + '<path d="M96 62c8-16 24-20 36-16-6 14-20 22-36 16z" fill="#5aa469"/>'
  );
};

const loaf: Draw = ({ main, light, dark }) => `
<path d="M40 114c-8-30 24-48 60-48s68 18 60 48c-1 4-4 6-4 10v18a8 8 0 0 1-8 8H52a8 8 0 0 1-8-8v-18c0-4-3-6-4-10z" fill="${main}"/>
<path d="M68 84l16 22M94 78l14 24M120 80l12 20" stroke="${light}" stroke-width="8" stroke-linecap="round"/><path d="M44 138h112" stroke="${dark}" stroke-width="5" stroke-opacity=".5"/>`;

const cheese: Draw = ({ main, light, dark }) => `
<path d="M38 108L118 58c22 6 38 24 44 50z" fill="${light}"/><path d="M38 108h124v38a6 6 0 0 1-6 6H44a6 6 0 0 1-6-6z" fill="${main}"/>
<circle cx="66" cy="130" r="9" fill="${dark}" fill-opacity=".45"/><circle cx="108" cy="136" r="7" fill="${dark}" fill-opacity=".45"/><circle cx="138" cy="122" r="10" fill="${dark}" fill-opacity=".45"/><ellipse cx="114" cy="88" rx="11" ry="6" fill="${main}"/>`;

const tub: Draw = ({ main, light, dark }) => `
<path d="M54 72h92l-10 82a8 8 0 0 1-8 7H72a8 8 0 0 1-8-7z" fill="#fff" stroke="${light}" stroke-width="3"/><path d="M57 96h86l-5 40H62z" fill="${main}"/>
<rect x="46" y="56" width="108" height="18" rx="6" fill="${dark}"/><path d="M76 110h48M84 122h32" stroke="#fff" stroke-width="5" stroke-linecap="round"/>`;

const fish: Draw = ({ main, light, dark }) => `
<path d="M36 112c20-44 84-56 128-20-8 44-84 66-128 20z" fill="${main}"/><path d="M60 112c24-24 56-32 88-22" stroke="${light}" stroke-width="6" fill="none"/><path d="M66 124c24-16 50-22 76-18M86 134c16-8 32-10 46-10" stroke="${light}" stroke-width="5" fill="none"/>
<path d="M36 112c38 34 98 28 128-20 2 56-90 82-128 20z" fill="${dark}" fill-opacity=".55"/>`;

const jar: Draw = ({ main, light, dark }) => `
<rect x="66" y="42" width="68" height="20" rx="5" fill="${dark}"/><rect x="58" y="62" width="84" height="100" rx="16" fill="${main}"/>
<rect x="58" y="90" width="84" height="44" fill="#fff"/><path d="M74 104h52M74 118h34" stroke="${light}" stroke-width="6" stroke-linecap="round"/><path d="M70 76v6" stroke="${light}" stroke-width="6" stroke-linecap="round"/>`;

const bag: Draw = ({ main, light, dark }) => `
<path d="M60 56h80l8 98a8 8 0 0 1-8 8H60a8 8 0 0 1-8-8z" fill="${main}"/><path d="M60 56l6-16h68l6 16z" fill="${dark}"/><path d="M64 48h72" stroke="${light}" stroke-width="3" stroke-dasharray="4 4"/>
<rect x="68" y="82" width="64" height="46" rx="6" fill="#fff"/><circle cx="86" cy="105" r="10" fill="${light}"/><path d="M102 99h20M102 111h14" stroke="${light}" stroke-width="5" stroke-linecap="round"/>`;

const can: Draw = ({ main, light, dark }) => `
<path d="M62 54v94c0 18 76 18 76 0V54z" fill="${main}"/><ellipse cx="100" cy="54" rx="38" ry="11" fill="#c9d1d8"/><ellipse cx="100" cy="54" rx="28" ry="7" fill="#a9b4be"/>
<path d="M62 82c12 10 64 10 76 0v42c-12 10-64 10-76 0z" fill="#fff"/><path d="M80 104h40M86 116h28" stroke="${light}" stroke-width="5" stroke-linecap="round"/><path d="M62 148c0 18 76 18 76 0" stroke="${dark}" stroke-width="4" fill="none"/>`;

export const foodShapes = {
  carton,
  eggs,
  banana,
  avocado,
  leaf,
  apple,
  berries,
  loaf,
  cheese,
  tub,
  fish,
  jar,
  bag,
  can,
} as const;
