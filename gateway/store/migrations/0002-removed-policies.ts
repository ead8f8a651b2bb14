/** A grant's own policy can be taken away; its versions stay, and the next one counts on from them. */
export const removedPolicies = `
ALTER TABLE policies ADD COLUMN removed_at INTEGER;
`;
