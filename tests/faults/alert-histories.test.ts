import { test } from "vitest";
import { liveThrough } from "../alerts/support/histories.ts";

test("2,000 random histories keep every promise", () => liveThrough(2_000));
