import { z } from 'zod';
import { messageOf } from '../message-of.ts';
import { toResult } from '../response.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import type { StoreView } from '../../contract/model.ts';
import { cartPath } from '../pages/cart-page.ts';
import { sessionEnded } from '../pages/open-page.ts';

export const checkLogin = defineTool({
  name: 'check_login',
  title: 'Check the sign-in',
  description: 'Says whether the browser is signed in to the shop, and as whom. Changes nothing.',
  kind: 'read',
  input: z.object({}),
  output: {
    signedIn: z.boolean().nullable().optional().describe('null when the page does not say'),
    name: z.string().nullable().optional(),
    session: z
      .string()
      .optional()
      .describe('signed_in, signed_out, blocked, unreachable, browser_down or unknown'),
    since: z.string().nullable().optional().describe('ISO time since when that is so'),
  },
  handle: (_, context) => check(context),
});

export const saveSession = defineTool({
  name: 'save_session',
  title: 'Save the session',
  description:
    'Saves the sign-in to disk, encrypted. It is saved by itself every few minutes and after every change, so this is rarely needed.',
  kind: 'change',
  input: z.object({}),
  output: {
    savedAt: z.string().nullable().optional().describe('ISO time; null when there was nothing to save'),
  },
  handle: (_, context) => save(context),
});

async function check(context: ToolContext): Promise<ToolResult> {
  const { view } = context.shop;
  try {
    // The cart page is the lightest one that has the header.
    // A look: whoever asks how things stand does not wait for the person to change it.
    const header = await context.shop.visit({ ...context, by: 'look' }, async (visit) => {
      const opened = await visit.open(cartPath);
      return opened.header;
    });
    const data = { signedIn: header.isSignedIn ?? null, name: header.name, ...sessionData(view.get()) };
    if (header.isSignedIn)
      return { outcome: 'ok', message: `signed in as ${header.name ?? 'somebody'}`, data };
    if (header.isSignedIn === undefined) {
      return {
        outcome: 'page_not_understood',
        message: 'the page does not say whether anybody is signed in',
        data,
      };
    }
    return signedOut(view.get());
  } catch (error) {
    const result = toResult(error);
    // A shop that asks to sign in has answered the question.
    if (result.outcome === 'sign_in_required') return signedOut(view.get());
    const { session } = view.get();
    return {
      ...result,
      data: {
        ...result.data,
        signedIn: session === 'signed_out' ? false : null,
        ...sessionData(view.get()),
      },
    };
  }
}

function signedOut(view: StoreView): ToolResult {
  const why = view.problem === sessionEnded ? 'signed out: the session has ended' : 'signed out';
  return {
    outcome: 'ok',
    message: `${why}; the person can sign in from Checkstand`,
    data: { signedIn: false, name: null, ...sessionData(view) },
  };
}

const sessionData = ({ session, sessionSince }: StoreView) => ({
  session,
  since: sessionSince ? new Date(sessionSince).toISOString() : null,
});

async function save({ browser, shop }: ToolContext): Promise<ToolResult> {
  try {
    const at = await browser.save();
    const savedAt = at ?? shop.view.get().lastSavedAt;
    return {
      outcome: 'ok',
      message:
        at === undefined
          ? 'no browser is running, so nothing changed since the last save'
          : 'the session is saved',
      data: { savedAt: savedAt === null ? null : new Date(savedAt).toISOString() },
    };
  } catch (error) {
    return {
      outcome: 'browser_unavailable',
      message: `the session was not saved: ${messageOf(error)}`,
      data: {},
    };
  }
}
