import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

// Everything that must hold before a change is merged, ending in one line of counts. What this machine cannot do
// is named as skipped; with CI=true nothing may be.
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ci = process.env.CI === 'true';
const scratch = mkdtempSync(join(tmpdir(), 'check-'));
const started = Date.now();
const counts = [];

function fail(where) {
  process.stdout.write(`check: FAILED ${where}\n`);
  rmSync(scratch, { recursive: true });
  process.exit(1);
}

function run(name, command, ...args) {
  process.stdout.write(`\n── ${name}\n`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) fail(`in ${name}`);
}

/** What Vitest says of a project, or of some files of it. */
function vitest(project, files = []) {
  const file = join(scratch, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', project, ...reporters, ...files], {
    stdio: 'inherit',
  });
  const {
    numPassedTests: passed,
    numPendingTests: pending,
    testResults,
  } = JSON.parse(readFileSync(file, 'utf8'));
  const failed = testResults.filter((one) => one.status !== 'passed').map((one) => one.name);
  const elsewhere = testResults
    .filter((one) => one.status === 'passed')
    .reduce((sum, one) => sum + one.assertionResults.length, 0);
  return { right: status === 0, passed, pending, failed, elsewhere };
}

/**
 * @param again whether files that failed are run once more, with new servers and browsers: a busy machine can make a
 *   browser late. Each is named, so that nobody gets used to it
 */
function tests(name, project, { again = false } = {}) {
  process.stdout.write(`\n── ${name}\n`);
  const first = vitest(project);
  let { passed, pending } = first;
  let late = '';
  if (!first.right) {
    if (!again || first.failed.length === 0) fail(`in ${name}`);
    const files = first.failed.map((path) => relative('.', path));
    process.stdout.write(`\n── ${name}, once more: ${files.join(', ')}\n`);
    const second = vitest(project, files);
    if (!second.right) fail(`in ${name}, twice`);
    passed = second.passed + first.elsewhere;
    late = `, of which ${files.join(' and ')} only when run again`;
  }
  counts.push(`${name} ${passed} passed${late}${pending > 0 ? ` (${pending} skipped)` : ''}`);
  if (ci && pending > 0) fail(`${name} skipped tests although CI=true`);
}

run('lint', 'npm', 'run', '--silent', 'lint');
run('types', 'npm', 'run', '--silent', 'types');
tests('tests in Node', 'node');
if (existsSync(chromium) || ci) tests('tests in Chromium', 'chromium');
else counts.push('tests in Chromium SKIPPED, no Chromium');
const jar = new URL('../../server/target/kocmoc.jar', import.meta.url);
if ((existsSync(chromium) && existsSync(jar)) || ci) tests('stories in Chromium', 'e2e', { again: true });
else counts.push('stories in Chromium SKIPPED, no Chromium or no server (./kocmoc build)');
run('planted bugs', 'npm', 'run', '--silent', 'test:planted');
counts.push('every planted bug found');
run('size', 'npm', 'run', '--silent', 'size');
rmSync(scratch, { recursive: true });
const seconds = Math.round((Date.now() - started) / 1000);
process.stdout.write(
  `\ncheck: lint and types clean, ${counts.join(', ')}, bundle within its limit, ${seconds} s\n`,
);
