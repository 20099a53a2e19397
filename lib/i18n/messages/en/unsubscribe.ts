export const unsubscribe = {
  title: "Alerts by e-mail",
  ask: "{address} gets the alerts of the channel {channel}. Shall that end?",
  leave: "Unsubscribe",
  left: "{address} gets no more mail of the channel {channel}. Whoever runs this installation can see that.",
  unknown: "This link is not, or no longer, of a recipient. Take the one of the latest mail.",
} as const;
