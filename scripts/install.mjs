/** What CI begins with; `npm test` and `npm run quickstart`, which install by themselves, then find nothing to install. */
import { ensureInstalled } from "./support/install.mjs";

ensureInstalled();
