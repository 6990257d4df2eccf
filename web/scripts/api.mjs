import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';

// Writes the types of every HTTP operation, from the description that the server's own tests hold it to. The file
// is not part of the repository: it is made before each type check, so it is never older than the description. The
// usual generators need TypeScript 5 as a library; the description keeps to what these lines understand, and what
// they do not understand stops them.
const source = new URL('../../docs/api/openapi.yaml', import.meta.url);
const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const { paths, components } = load(readFileSync(source, 'utf8'));

const quoted = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
const members = (entries) => `{ ${entries.join('; ')} }`;
const union = (types) => [...new Set(types)].join(' | ');

function refOf(ref) {
  const [, kind, name] = /^#\/components\/(\w+)\/(\w+)$/.exec(ref) ?? [];
  if (!kind) throw new Error(`What is ${ref}?`);
  return `components[${JSON.stringify(kind)}][${JSON.stringify(name)}]`;
}

function objectType({ properties = {}, required = [], additionalProperties }) {
  const known = Object.entries(properties).map(
    ([name, schema]) => `${quoted(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  );
  if (known.length > 0) return members(known);
  return `Record<string, ${typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'}>`;
}

function simpleType(type, schema) {
  switch (type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'array':
      return schema.items ? `(${typeOf(schema.items)})[]` : 'unknown[]';
    case 'object':
      return objectType(schema);
    default:
      throw new Error(`What is ${type}?`);
  }
}

function typeOf(schema) {
  if (schema.$ref) return refOf(schema.$ref);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  if ('const' in schema) return JSON.stringify(schema.const);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return union(choices.map(typeOf));
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  if (!schema.type) return schema.properties ? objectType(schema) : 'unknown';
  return union([schema.type].flat().map((type) => simpleType(type, schema)));
}

const contentType = ({ content = {} }) =>
  members(
    Object.entries(content).map(([type, { schema = {} }]) => `${JSON.stringify(type)}: ${typeOf(schema)}`),
  );

function operationType({ requestBody, responses }) {
  const parts = [];
  if (requestBody) parts.push(`requestBody: { content: ${contentType(requestBody)} }`);
  const answers = Object.entries(responses).map(([status, response]) => {
    const type = response.$ref ? refOf(response.$ref) : `{ content: ${contentType(response)} }`;
    return `${quoted(status)}: ${type}`.replace(/^"(\d+)"/, '$1');
  });
  return members([...parts, `responses: ${members(answers)}`]);
}

const lines = [
  '// Written by scripts/api.mjs from docs/api/openapi.yaml.',
  'export interface components {',
  '  schemas: {',
  ...Object.entries(components.schemas).map(([name, schema]) => `    ${name}: ${typeOf(schema)};`),
  '  };',
  '  responses: {',
  ...Object.entries(components.responses).map(
    ([name, response]) => `    ${name}: { content: ${contentType(response)} };`,
  ),
  '  };',
  '}',
  'export interface paths {',
  ...Object.entries(paths).map(([path, item]) => {
    const operations = METHODS.filter((method) => item[method]).map(
      (method) => `${method}: ${operationType(item[method])}`,
    );
    return `  ${JSON.stringify(path)}: ${members(operations)};`;
  }),
  '}',
  '',
];
writeFileSync(target, lines.join('\n'));
