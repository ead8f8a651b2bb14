import type { UpstreamView } from '../contract/model.ts';
import { catalogueReport } from './catalogue/catalogue-report.ts';
import { scanDefinition } from './catalogue/scan-definition.ts';
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
  const neighboursOf = (upstream: string) => {
    const names = (isOwn: boolean) =>
      views().flatMap((it) => ((it.name === upstream) === isOwn ? it.tools.map((tool) => tool.name) : []));
    return { own: names(true), others: names(false) };
  };
  return {
    report(upstream) {
      return catalogueReport(upstream, viewOf(upstream).tools, neighboursOf(upstream).others);
    },
    drift: () =>
      pins.drift().map((drift) => {
        const tool = views()
          .find((it) => it.name === drift.upstream)
          ?.tools.find((it) => it.name === drift.tool);
        return { ...drift, findings: tool ? scanDefinition(tool, neighboursOf(drift.upstream)) : [] };
      }),
    acceptDrift: pins.accept,
  };
}
