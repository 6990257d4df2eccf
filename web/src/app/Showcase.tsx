/** Every component of the client in the theme in use; only while developing. */
export function Showcase() {
  return null;
}
