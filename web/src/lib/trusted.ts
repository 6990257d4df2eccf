interface Policy {
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

let policy: Policy | null = null;

/**
 * The address of a worker of our own in the form that the page's policy asks for. Throws for an address of any other
 * server.
 */
export function trustedScript(url: string): string {
  const { origin, href } = new URL(url, location.href);
  if (origin !== location.origin) throw new Error('a worker of another server');
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  policy ??= factory?.createPolicy('kocmoc', { createScriptURL: (own) => own }) ?? null;
  return policy?.createScriptURL(href) ?? href;
}
