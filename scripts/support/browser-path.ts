import { existsSync } from "node:fs";

/** What debian-packages.mjs installs, and what does where only that is there. */
const PLACES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** The Chromium that scripts and end-to-end tests start; a wrong path is told by whoever starts it. */
export const CHROMIUM = process.env.CHROMIUM || PLACES.find((place) => existsSync(place)) || "chromium";
