import { z } from "zod";

export const weatherReportParams = z.strictObject({
  source: z.url().default("https://wttr.in"),
  cities: z.array(z.string()).max(100).default(["Seoul", "Busan"]),
});

export const weatherReportState = z.strictObject({ day: z.string(), done: z.array(z.string()) });

export type WeatherReportParams = z.output<typeof weatherReportParams>;
export type WeatherReportState = z.output<typeof weatherReportState>;
