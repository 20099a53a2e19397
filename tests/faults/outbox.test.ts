import { expect, test, vi } from "vitest";
import { KILL_POINTS, KillLane, type KillPoint } from "../alerts/support/outbox-kills.ts";
import { sendThroughStorm } from "../alerts/support/outbox-storm.ts";

vi.setConfig({ testTimeout: 600_000 });

test("1,000 alerts through a channel that answers 429 and 500 at random arrive, each once by its id, and none is lost", async () => {
  const seen = await sendThroughStorm(1_000);
  expect(seen.states).toEqual(new Set(["delivered"]));
  expect(seen.received).toEqual(seen.ids);
  expect(seen).toMatchObject({ told: 1_000, calls: 1_000 + seen.failed, failures: [] });
  expect(seen.tries).toHaveLength(seen.calls);
});

const KILLS = 50;
const LANES = 5;

test.each(Object.keys(KILL_POINTS) as KillPoint[])(
  `killed ${KILLS} times %s: every alert is told once, where repetitions are told`,
  async (point) => {
    const lanes = await Promise.all(Array.from({ length: LANES }, () => KillLane.open()));
    await Promise.all(lanes.map((lane) => killAgainAndAgain(lane, point)));
    await Promise.all(lanes.map((lane) => lane.close()));
  },
);

async function killAgainAndAgain(lane: KillLane, point: KillPoint): Promise<void> {
  for (let round = 0; round < KILLS / LANES; round += 1) {
    const { states, told, meant } = await lane.round(point);
    expect(states).toEqual(["delivered", "delivered"]);
    expect(told).toEqual(meant);
  }
}
