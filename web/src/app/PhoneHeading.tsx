/** What a page belongs to, for those who hear it: on a phone the column that says so is not there. */
export function PhoneHeading({ text }: { text: string }) {
  return <h1 className="visually-hidden phone-heading">{text}</h1>;
}
