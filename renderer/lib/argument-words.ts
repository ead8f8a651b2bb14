import type { JsonObject, JsonValue } from '../../contract/json.ts';

/** Arguments in one line: `query: usb cable, quantity: 2`. */
export function argumentLine(args: JsonObject): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(', ');
}

/** Arguments as names and values for people. */
export function argumentFacts(args: JsonObject): [name: string, value: string][] {
  const facts = Object.entries(args).map(([name, value]): [string, string] => [name, valueText(value)]);
  return facts.length > 0 ? facts : [['Arguments', 'none']];
}

function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
