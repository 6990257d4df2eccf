import { readFileSync } from 'node:fs';
import { startVitest } from 'vitest/node';

// Plants each bug of test/planted/faults.json and expects that the test named there fails. A suite that passes on
// a faulty source proves nothing on a right one.
const faults = JSON.parse(readFileSync(new URL('../test/planted/faults.json', import.meta.url), 'utf8'));
const vitest = await startVitest('test', [], {
  config: 'test/planted/planted.config.ts',
  watch: false,
  silent: true,
  reporters: [{}],
});
const modules = vitest.state.getTestModules();

let missed = 0;
for (const { name, foundBy } of faults) {
  const own = modules.filter((module) => module.project.name === name);
  const failed = own.flatMap((module) => [...module.children.allTests('failed')]);
  const found = failed.some((test) => test.name.startsWith(foundBy));
  if (!found) missed++;
  process.stdout.write(`${found ? 'found ' : 'MISSED'} ${name} (${failed.length} tests failed)\n`);
}
process.stdout.write(`planted bugs: ${faults.length - missed} of ${faults.length} found\n`);
process.exit(missed === 0 ? 0 : 1);
