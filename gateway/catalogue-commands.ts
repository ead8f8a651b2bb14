import type { UpstreamView } from '../contract/model.ts';
import { catalogueReport } from './catalogue/catalogue-report.ts';
import type { ToolPins } from './catalogue/tool-pins.ts';
import type { Gateway } from './gateway.ts';
import type { EventLog } from './store/event-log.ts';

interface Parts {
  readonly pins: ToolPins;
  readonly events: Pick<EventLog, 'subscribe'>;
  readonly views: () => readonly UpstreamView[];
  /** Throws `not_found`. */
  readonly viewOf: (upstream: string) => UpstreamView;
}

/** What can be said of the tools, and what a person says to definitions that have changed. */
export function createCatalogueCommands({ pins, events, views, viewOf }: Parts): Gateway['catalogue'] {
  events.subscribe((event) => {
    if (event.type === 'policy.saved') pins.policyChanged(event.data.upstream);
    if (event.type === 'upstream.removed') pins.forget(event.data.name);
  });
  return {
    report(upstream) {
      const { tools } = viewOf(upstream);
      const others = views().filter((it) => it.name !== upstream);
      return catalogueReport(
        upstream,
        tools,
        others.flatMap((it) => it.tools.map((tool) => tool.name)),
      );
    },
    drift: pins.drift,
    acceptDrift: pins.accept,
  };
}
