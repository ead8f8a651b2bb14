import { randomBytes, randomInt } from 'node:crypto';
import { html, trusted, type Markup } from './html.ts';
import { captchaPage, challengePage, continuePage } from './pages/wall-pages.ts';
import type { View } from './pages/view.ts';
import type { SwitchBoard, WallKind } from './switches.ts';
import { page, type Answer } from './visit.ts';

/** Stands between a visitor and every page, when a switch says so. */
export interface Walls {
  /** The wall's page, or undefined when this visitor may pass. */
  stop(view: View, target: string, cookies: ReadonlyMap<string, string>): Answer | undefined;
  /** Judges an answer to a wall; wrong ones meet the next wall. */
  judge(sessionId: string, token: string, answer: string): void;
  /** Visitors meet a wall that was set anew, even if they passed the one before. */
  forgetPassed(): void;
  picture(token: string): Markup | undefined;
}

interface Task {
  readonly kind: WallKind;
  readonly answer: string;
}

/** Tasks nobody answered are dropped beyond this many. */
const maxTasks = 500;

export function createWalls(board: SwitchBoard): Walls {
  const tasks = new Map<string, Task>();
  const passed = new Set<string>();
  /** How often a wall was set: tokens of an earlier one open nothing. */
  let round = 0;

  const pose = (kind: WallKind): string => {
    const token = randomBytes(16).toString('base64url');
    const [oldest] = tasks.keys();
    if (oldest !== undefined && tasks.size >= maxTasks) tasks.delete(oldest);
    tasks.set(token, { kind, answer: letters(6) });
    return token;
  };

  return {
    stop: (view, target, cookies) => {
      const { wall } = board.get();
      if (!wall || passed.has(view.sessionId)) return undefined;
      const isSolvable = wall.times === 'once';
      switch (wall.kind) {
        case 'waf':
          if (isSolvable && cookies.get('aws-waf-token')?.startsWith(`${round}.`)) return undefined;
          return {
            ...page(challengePage(view, { isSolvable, round }), 202),
            headers: { 'x-amzn-waf-action': 'challenge' },
          };
        case 'continue':
          return page(continuePage(view, { token: pose('continue'), target }));
        case 'captcha':
          return page(captchaPage(view, { token: pose('captcha'), target }));
      }
    },
    judge: (sessionId, token, answer) => {
      const task = tasks.get(token);
      if (!task || !tasks.delete(token)) return;
      const isRight = task.kind !== 'captcha' || answer.trim().toUpperCase() === task.answer;
      if (isRight && board.get().wall?.times === 'once') passed.add(sessionId);
    },
    forgetPassed: () => {
      passed.clear();
      round += 1;
    },
    picture: (token) => {
      const task = tasks.get(token);
      return task && drawLetters(task.answer);
    },
  };
}

const alphabet = 'ABCEFGHJKLMNPRTUXY';

const letters = (length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

function drawLetters(text: string): Markup {
  const drawn = [...text].map((letter, at) => {
    const turn = randomInt(-25, 26);
    const x = 22 + at * 30;
    return html`<text x="${x}" y="${randomInt(42, 55)}" transform="rotate(${turn} ${x} 45)">${letter}</text>`;
  });
  return html`${trusted(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 70" font-family="Georgia,serif" font-size="36" fill="#333">',
    )}<rect width="200" height="70" fill="#f3f3f3" />${drawn}<path
      d="M5 40 Q60 10 100 38 T195 28"
      stroke="#333"
      stroke-width="2"
      fill="none"
    />${trusted('</svg>')}`;
}
