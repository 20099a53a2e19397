import { spawnSync } from "node:child_process";
import { run } from "./install.mjs";

/** Without the font, Korean is boxes. */
const PACKAGES = ["chromium", "fonts-noto-cjk"];

/** Installs the browser of the end-to-end tests where that is possible: on Debian, as root. */
export function ensureBrowser() {
  const missing = PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length === 0 || process.env.CHROMIUM) return;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    console.log(`Installing ${missing.join(" and ")}`);
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing]);
    return;
  }
  console.error(
    `The end-to-end tests need ${missing.join(" and ")}: install them (sudo apt-get install ${missing.join(" ")}), ` +
      "or set CHROMIUM to the path of a Chromium or Chrome",
  );
  process.exit(1);
}

function isInstalled(name) {
  const { status, stdout } = spawnSync("dpkg", ["--status", name], { encoding: "utf8" });
  return status === 0 && stdout.includes("Status: install ok installed");
}
