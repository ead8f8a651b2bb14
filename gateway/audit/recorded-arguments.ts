import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import { unknownFact } from '../policy/paths.ts';
import { isRedacted } from './redact.ts';

/** Recorded arguments that tell when somebody looks at a value that was not recorded. */
export interface RecordedArguments {
  readonly args: JsonObject;
  /** The paths ("args.login.password") that were looked at and are not known, since `forget`. */
  readonly missed: ReadonlySet<string>;
  forget(): void;
}

/** Values that were redacted or cut read as "not known", and leave their path in `missed`. */
export function recordedArguments(recorded: JsonObject): RecordedArguments {
  const missed = new Set<string>();
  return {
    args: watched(recorded, 'args', missed) as JsonObject, // an object stays one
    missed,
    forget: () => missed.clear(),
  };
}

/** The same value when all of it is known; else a copy whose unknown members report being read. */
function watched(value: JsonValue, path: string, missed: Set<string>): unknown {
  if (!Array.isArray(value) && !isJsonObject(value)) return value;
  let copy: object | undefined;
  for (const [name, member] of Object.entries(value)) {
    const place = `${path}.${name}`;
    if (isRedacted(member)) {
      const get = () => {
        missed.add(place);
        return unknownFact;
      };
      Object.defineProperty((copy ??= copyOf(value)), name, { get, enumerable: true, configurable: true });
      continue;
    }
    const seen = watched(member, place, missed);
    if (seen !== member)
      Object.defineProperty((copy ??= copyOf(value)), name, {
        value: seen,
        enumerable: true,
        configurable: true,
      });
  }
  return copy ?? value;
}

// A spread keeps a member named `__proto__` a member.
function copyOf(value: JsonObject | JsonValue[]): object {
  return Array.isArray(value) ? [...value] : { ...value };
}
