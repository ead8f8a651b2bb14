import { canonicalJson, type JsonObject } from '../contract/json.ts';
import type { PolicyBook } from './admission/policy-book.ts';
import type { InProcessUpstream } from './ports.ts';

/** Who saved a policy that no person has changed. */
const shipper = 'Checkstand';

/** Gives built-in upstreams their policy. One that nobody has touched follows what is shipped: stores differ in currency. */
export function shipPolicies(inProcess: readonly InProcessUpstream[], policies: PolicyBook): void {
  for (const { name, shippedPolicy } of inProcess) {
    const shipped = shippedPolicy as JsonObject; // policy documents are JSON
    const view = policies.find(name, null)?.view;
    const isTouched = view !== undefined && view.savedBy !== shipper;
    const isSame = view && canonicalJson(view.document as JsonObject) === canonicalJson(shipped);
    if (!isTouched && !isSame) policies.save(name, null, shipped, shipper);
  }
}
