// For those who ran the Node.js backend under pm2 and want to keep its commands: pm2 start ecosystem.config.cjs
// More than one server (KOCMOC_SERVERS) needs an external PostgreSQL (PG_HOST …) and NATS_URL, in the environment of
// pm2 or in .env: docs/operations.md, "Several servers".
// pm2 keeps all that servers print, a line for each request: pm2 install pm2-logrotate, or LOG_LEVEL=warn.
const path = require("node:path");

const home = process.env.KOCMOC_HOME || path.resolve(__dirname, "../..");
const servers = Number(process.env.KOCMOC_SERVERS || 1);
const port = Number(process.env.PORT || 3000);

module.exports = {
    apps: Array.from({ length: servers }, (_, i) => ({
        name: servers === 1 ? "kocmoc" : `kocmoc-${i + 1}`,
        script: path.join(home, "kocmoc"),
        args: "start",
        // A shell script that becomes the JVM: signals reach it.
        interpreter: "none",
        exec_mode: "fork",
        cwd: process.env.KOCMOC_CWD || home,
        env: { PORT: String(port + i) },
        // Sockets are handed over and requests finished first.
        kill_timeout: 45000,
        restart_delay: 2000,
        max_restarts: 20,
        time: false,
    })),
};
