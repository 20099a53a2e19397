import { test } from "vitest";
import { liveThrough } from "../support/histories.ts";

test("300 random histories keep every promise", () => liveThrough(300));
