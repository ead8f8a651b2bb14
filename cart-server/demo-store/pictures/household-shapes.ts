import type { Palette } from './palette.ts';

type Draw = (palette: Palette) => string;

const roll: Draw = ({ main, light, dark }) => `
<rect x="58" y="52" width="84" height="104" rx="6" fill="#fff" stroke="${light}" stroke-width="3"/>
<path d="M58 78h84M58 104h84M58 130h84" stroke="${light}" stroke-width="2" stroke-dasharray="4 5"/>
<ellipse cx="100" cy="52" rx="42" ry="14" fill="#fff" stroke="${light}" stroke-width="3"/>
<ellipse cx="100" cy="52" rx="14" ry="5" fill="${dark}"/>
<rect x="58" y="92" width="84" height="26" fill="${main}"/><path d="M72 105h56" stroke="#fff" stroke-width="4" stroke-linecap="round"/>`;

const bottle: Draw = ({ main, light, dark }) => `
<rect x="88" y="32" width="24" height="22" rx="4" fill="${dark}"/>
<path d="M84 54h32v12c0 6 16 10 16 26v58a10 10 0 0 1-10 10H78a10 10 0 0 1-10-10V92c0-16 16-20 16-26z" fill="${main}"/>
<rect x="68" y="100" width="64" height="36" fill="#fff"/><path d="M80 112h40M80 123h26" stroke="${light}" stroke-width="5" stroke-linecap="round"/>
<path d="M78 92c0-6 3-9 6-12" stroke="${light}" stroke-width="5" fill="none" stroke-linecap="round"/>`;

const box: Draw = ({ main, light, dark }) => `
<path d="M50 66l22-16h84l-20 16z" fill="${light}"/><path d="M136 66l20-16v92l-20 18z" fill="${dark}"/>
<rect x="50" y="66" width="86" height="94" fill="${main}"/>
<rect x="62" y="84" width="62" height="34" rx="3" fill="#fff"/><path d="M72 96h42M72 107h26" stroke="${light}" stroke-width="5" stroke-linecap="round"/>
<circle cx="76" cy="140" r="9" fill="${light}"/>`;

const tube: Draw = ({ main, light, dark }) => `
<path d="M58 48h84l-12 88H70z" fill="${main}"/><rect x="56" y="40" width="88" height="10" rx="3" fill="${light}"/>
<rect x="82" y="136" width="36" height="24" rx="5" fill="${dark}"/><path d="M88 138v20M100 138v20M112 138v20" stroke="${main}" stroke-width="2"/>
<path d="M72 74h56" stroke="#fff" stroke-width="9" stroke-linecap="round"/><path d="M76 94h36" stroke="${light}" stroke-width="6" stroke-linecap="round"/>`;

const sponge: Draw = ({ main, light }) => `
<rect x="46" y="104" width="108" height="42" rx="8" fill="${main}"/><rect x="46" y="88" width="108" height="22" rx="8" fill="#5aa469"/>
<circle cx="66" cy="126" r="5" fill="${light}"/><circle cx="92" cy="134" r="4" fill="${light}"/><circle cx="112" cy="122" r="6" fill="${light}"/><circle cx="138" cy="132" r="4" fill="${light}"/>
<circle cx="76" cy="62" r="10" fill="#cfe5f7"/><circle cx="98" cy="48" r="7" fill="#dff0fb"/><circle cx="116" cy="66" r="12" fill="#cfe5f7"/>`;

const bulb: Draw = ({ main, light }) => `
<path d="M100 38a42 42 0 0 0-26 75c7 6 9 11 10 19h32c1-8 3-13 10-19a42 42 0 0 0-26-75z" fill="${main}"/>
<path d="M76 74a26 26 0 0 1 22-22" stroke="#fff" stroke-width="6" fill="none" stroke-linecap="round"/>
<path d="M90 130V96l10 8 10-8v34" stroke="${light}" stroke-width="4" fill="none"/>
<rect x="84" y="134" width="32" height="9" rx="4" fill="#8b98a5"/><rect x="86" y="145" width="28" height="9" rx="4" fill="#5f6b77"/><rect x="92" y="156" width="16" height="6" rx="3" fill="#3b4149"/>`;

const pan: Draw = ({ main, light, dark }) => `
<circle cx="88" cy="104" r="50" fill="${dark}"/><circle cx="88" cy="104" r="41" fill="${main}"/>
<path d="M60 92a32 32 0 0 1 22-20" stroke="${light}" stroke-width="6" fill="none" stroke-linecap="round"/>
<rect x="124" y="56" width="62" height="15" rx="7" transform="rotate(-26 124 64)" fill="${dark}"/>`;

const kettle: Draw = ({ main, light, dark }) => `
<path d="M66 66h62l10 84a8 8 0 0 1-8 9H64a8 8 0 0 1-8-9z" fill="${main}"/><path d="M66 66l-18 14 8 20z" fill="${dark}"/>
<rect x="72" y="54" width="50" height="12" rx="5" fill="${dark}"/><circle cx="97" cy="48" r="7" fill="${dark}"/>
<path d="M128 72c32 0 34 60 8 66" fill="none" stroke="${dark}" stroke-width="11" stroke-linecap="round"/>
<path d="M76 82l-6 56" stroke="${light}" stroke-width="8" stroke-linecap="round"/><rect x="52" y="158" width="92" height="8" rx="4" fill="#3b4149"/>`;

const mug: Draw = ({ main, light, dark }) => `
<path d="M56 70h76v66a18 18 0 0 1-18 18H74a18 18 0 0 1-18-18z" fill="${main}"/><ellipse cx="94" cy="70" rx="38" ry="10" fill="${dark}"/><ellipse cx="94" cy="72" rx="30" ry="6" fill="#6b4429"/>
<path d="M132 84c28-4 28 46-2 46" fill="none" stroke="${main}" stroke-width="11"/><path d="M68 90v40" stroke="${light}" stroke-width="7" stroke-linecap="round"/>
<path d="M82 52c-6-8 6-12 0-20M104 52c-6-8 6-12 0-20" stroke="${light}" stroke-width="4" fill="none" stroke-linecap="round"/>`;

export const householdShapes = { roll, bottle, box, tube, sponge, bulb, pan, kettle, mug } as const;
