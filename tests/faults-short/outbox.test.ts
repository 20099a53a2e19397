import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KILL_POINTS, KillLane, type KillPoint } from "../alerts/support/outbox-kills.ts";
import { sendThroughStorm } from "../alerts/support/outbox-storm.ts";

/** The short forms; tests/faults/outbox.test.ts has a thousand alerts, and fifty kills at each point. */

test("alerts through a channel that answers 429 and 500 at random arrive, each once by its id, and none is lost", async () => {
  const seen = await sendThroughStorm(100);
  expect(seen.states).toEqual(new Set(["delivered"]));
  expect(seen.received).toEqual(seen.ids);
  expect(seen).toMatchObject({ told: 100, calls: 100 + seen.failed, failures: [] });
  expect(seen.tries).toHaveLength(seen.calls);
});

describe("killed between the commit of an alert and its delivery: it is told once, where repetitions are told", () => {
  let lane: KillLane;
  beforeAll(async () => {
    lane = await KillLane.open();
  });
  afterAll(() => lane.close());

  test.each(Object.keys(KILL_POINTS) as KillPoint[])("%s", async (point) => {
    const { states, told, meant } = await lane.round(point);
    expect(states).toEqual(["delivered", "delivered"]);
    expect(told).toEqual(meant);
  });
});
