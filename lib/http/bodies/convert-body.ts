import { z } from "zod";

/** Body of `POST /api/convert`: `{ "source": "r2://bucket/key.jpg" }`; `force` converts again what was converted before. */
export const convertBody = z.strictObject({ source: z.string().max(1200), force: z.boolean().default(false) });
