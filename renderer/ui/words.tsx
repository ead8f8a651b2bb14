/** A message of the app: what stands between backticks is somebody's own words, and drawn as such. */
export function Words({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
