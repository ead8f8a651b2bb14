/**
 * Pulls results of 5 MB, one after another, until its standard input ends. Takes the server's URL and a token; prints a
 * line when the first has come. A process of its own, so that whoever is timed beside it shares no event loop with it.
 */
import { connect } from './mcp-client.ts';

const [url = '', token] = process.argv.slice(2);
const client = await connect(url, token);
await client.big(5_000_000);
process.stdout.write('pulling\n');
let isWanted = true;
process.stdin.on('end', () => (isWanted = false)).resume();
while (isWanted) await client.big(5_000_000);
await client.close();
