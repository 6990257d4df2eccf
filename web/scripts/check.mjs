import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Everything that must hold before a change is merged, ending in one line of counts. What this machine cannot do
// is named as skipped; with CI=true nothing may be.
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ci = process.env.CI === 'true';
const scratch = mkdtempSync(join(tmpdir(), 'check-'));
const started = Date.now();
const counts = [];

function run(name, command, ...args) {
  process.stdout.write(`\n── ${name}\n`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.stdout.write(`check: FAILED in ${name}\n`);
    rmSync(scratch, { recursive: true });
    process.exit(1);
  }
}

function tests(name, project) {
  const file = join(scratch, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  run(name, 'npx', 'vitest', 'run', '--project', project, ...reporters);
  const { numPassedTests: passed, numPendingTests: pending } = JSON.parse(readFileSync(file, 'utf8'));
  counts.push(`${name} ${passed} passed${pending > 0 ? ` (${pending} skipped)` : ''}`);
  if (ci && pending > 0) {
    process.stdout.write(`check: FAILED, ${name} skipped tests although CI=true\n`);
    process.exit(1);
  }
}

run('lint', 'npm', 'run', '--silent', 'lint');
run('types', 'npm', 'run', '--silent', 'types');
tests('tests in Node', 'node');
if (existsSync(chromium) || ci) tests('tests in Chromium', 'chromium');
else counts.push('tests in Chromium SKIPPED, no Chromium');
const jar = new URL('../../server/target/kocmoc.jar', import.meta.url);
if ((existsSync(chromium) && existsSync(jar)) || ci) tests('stories in Chromium', 'e2e');
else counts.push('stories in Chromium SKIPPED, no Chromium or no server (./kocmoc build)');
run('planted bugs', 'npm', 'run', '--silent', 'test:planted');
counts.push('every planted bug found');
run('size', 'npm', 'run', '--silent', 'size');
rmSync(scratch, { recursive: true });
const seconds = Math.round((Date.now() - started) / 1000);
process.stdout.write(
  `\ncheck: lint and types clean, ${counts.join(', ')}, bundle within its limit, ${seconds} s\n`,
);
