import { testChannel } from "../../../lib/commands/channels.ts";
import { type ListedChannel, listChannels, shownTarget } from "../../../lib/dashboard/alerts/channels.ts";
import { type Command, EXIT } from "../command.ts";
import { connected } from "../connect.ts";
import { print, printJson, textTable, utc } from "../output.ts";

const HEAD = ["id", "name", "kind", "leads to", "state", "last delivery (UTC)"];

export const listChannelsCommand: Command = {
  name: "channels list",
  summary: "where people are told of incidents, without any secret",
  run: (input) =>
    connected(async ({ runtime, deps }) => {
      // Those of the environment are there as soon as it names them, also before a server runs.
      await runtime.outbox.environmentFollowed();
      const channels = await listChannels(deps);
      if (input.json) printJson(channels);
      else if (channels.length === 0) print("No channel is set up: nobody would be told of an incident");
      else print(textTable(channels.map(row), HEAD));
      return EXIT.ok;
    }),
};

function row(channel: ListedChannel): string[] {
  const { id, name, kind, lastDeliveryAt } = channel;
  return [id, name, kind, shownTarget(channel), stateOf(channel), utc(lastDeliveryAt)];
}

function stateOf({ enabled, failingSince, failure }: ListedChannel): string {
  if (!enabled) return "off";
  return failingSince === null ? "on" : `fails since ${utc(failingSince)}: ${failure}`;
}

export const testChannelCommand: Command = {
  name: "channels test",
  args: ["<channel>"],
  summary: "send a test message to a channel and tell what the other side said",
  run: (input) =>
    connected(async ({ acting, runtime }) => {
      await runtime.outbox.environmentFollowed();
      const answer = await testChannel(acting, input.args[0] ?? "");
      if (input.json) printJson({ answer });
      else if (answer === null) print("It was not tried within 15 seconds");
      else {
        const said = [answer.status && `status ${answer.status}`, answer.answer, answer.reason].filter(Boolean);
        print([answer.outcome === "delivered" ? "It arrived" : "It did not arrive", ...said].join(": "));
      }
      return answer?.outcome === "delivered" ? EXIT.ok : EXIT.failed;
    }),
};
