import { spawnSync } from "node:child_process";

/** Chromium without windows: half the work of the whole one, which draws windows that nobody sees. */
const SHELL = "chromium-headless-shell";
/** Without it, Korean is boxes. */
const FONT = "fonts-noto-cjk";

/** A real Redis, for the tests of what stands before the database. */
const REDIS = "redis-server";

/** Installs what the tests need of Debian where that is possible: on Debian, as root. The process ends where it is not. */
export function ensureDebianPackages() {
  ensureRedis();
  ensureBrowser();
}

function ensureRedis() {
  // Any build of it does, wherever it comes from.
  if (spawnSync(REDIS, ["--version"]).status === 0 || (isRootOnDebian() && install([REDIS]))) return;
  console.error(`The tests need ${REDIS}: install it (sudo apt-get install ${REDIS}), or put one into the PATH`);
  process.exit(1);
}

function ensureBrowser() {
  if (process.env.CHROMIUM) return;
  const missing = [SHELL, FONT].filter((name) => !isInstalled(name));
  if (missing.length === 0 || (isRootOnDebian() && install(missing))) return;
  // Where nothing can be installed, the whole one does: the tests are the same and take twice as long.
  if (isInstalled("chromium") && isInstalled(FONT)) return;
  console.error(
    `The end-to-end tests need ${missing.join(" and ")}: install them (sudo apt-get install ${missing.join(" ")}), ` +
      "or set CHROMIUM to the path of a Chromium or Chrome",
  );
  process.exit(1);
}

function isRootOnDebian() {
  return process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
}

/** @returns whether they are there now; apt-get says why not */
function install(names) {
  console.log(`Installing ${names.join(" and ")}`);
  const aptGet = (...words) => spawnSync("apt-get", words, { stdio: "inherit" }).status === 0;
  return aptGet("update", "-qq") && aptGet("install", "-y", "-qq", "--no-install-recommends", ...names);
}

function isInstalled(name) {
  const { status, stdout } = spawnSync("dpkg", ["--status", name], { encoding: "utf8" });
  return status === 0 && stdout.includes("Status: install ok installed");
}
