/** Ten capitals and digits; books carry their ISBN-10. */
export const asinPattern = /^[A-Z0-9]{10}$/;

/** The identifier as the shop writes it, or undefined when the text is none. */
export function readAsin(text: string | null | undefined): string | undefined {
  const asin = text?.trim().toUpperCase() ?? '';
  return asinPattern.test(asin) ? asin : undefined;
}
