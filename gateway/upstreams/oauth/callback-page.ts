import type { ServerResponse } from 'node:http';
import type { Upstreams } from '../upstreams.ts';

/** Answers the browser that comes back from a sign-in. */
export async function answerSignIn(
  upstreams: Pick<Upstreams, 'finishSignIn'>,
  query: string,
  res: ServerResponse,
): Promise<void> {
  const { isSignedIn, text } = await upstreams.finishSignIn(new URLSearchParams(query));
  const { body, headers } = page(isSignedIn ? 'Signed in' : 'Not signed in', text);
  if (res.destroyed) return;
  res.writeHead(isSignedIn ? 200 : 400, headers).end(body);
}

/** Plain text in a plain page: nothing of it is executed or loaded. */
function page(title: string, text: string): { body: string; headers: Record<string, string> } {
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} – Checkstand</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</html>
`;
  return {
    body,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}
