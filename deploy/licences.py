#!/usr/bin/env python3
"""Lists the libraries of a CycloneDX bill of materials with their licences; exit status 1 if one is not allowed."""
import json
import re
import sys

ALLOWED = re.compile(
    r"apache|\bmit\b|bsd|isc|epl|eclipse (public|distribution)|mpl|mozilla|postgresql|bouncy castle|unlicense"
    r"|public domain|cc0|cddl.*1\.1|go license|universal permissive|upl",
    re.IGNORECASE,
)


def licences(component):
    """Names of a component's licences; of several any one may be chosen."""
    for entry in component.get("licenses", []):
        licence = entry.get("license", {})
        yield entry.get("expression") or licence.get("id") or licence.get("name") or "?"


def main(path):
    with open(path, encoding="utf-8") as file:
        components = json.load(file).get("components", [])
    refused = 0
    for component in sorted(components, key=lambda c: (c.get("group", ""), c["name"])):
        names = sorted(set(licences(component)))
        allowed = any(ALLOWED.search(name) for name in names)
        refused += not allowed
        mark = "" if allowed else "   NOT ALLOWED"
        print(f"{component.get('group', '')}:{component['name']}:{component['version']}  {' or '.join(names) or 'none named'}{mark}")
    print(f"{len(components)} libraries, {refused} not allowed")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
