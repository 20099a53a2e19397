/** The forms of /docs/api that send requests. */
export const api = {
  bearer: "API key or cron secret",
  bearerHint: "bfy_…",
  bearerNote: "Requests below are sent with it. It stays in this page's memory and is gone when you leave.",
  forget: "Forget",
  sendOf: "Send {name}",
  submit: "Send",
  sending: "Sending…",
  body: "Body (JSON)",
  asYourself: "As yourself. It is sent for real.",
  asBearer: "With the bearer above. It is sent for real.",
  unreachable: "No answer came: the server may be away, or the address cannot be sent.",
  answer: "Answer",
  answerBody: "Answer's body",
  cut: "The rest is not shown.",
} as const;
