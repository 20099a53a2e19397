import type { Pack, PackSettings } from "../pack.ts";
import type { Services } from "../services.ts";
import { imagesApi } from "./api.ts";
import { examineConversions } from "./conversions.ts";
import { convertImages } from "./convert-images.ts";
import { decodesAtOnce, ImageGate } from "./image-gate.ts";
import { imageWords } from "./words.ts";

/** Converts the images of the bucket to WebP, by night and on request. */
export const imagesPack = {
  name: "images",
  jobs: [convertImages],
  services: (_common: Services, { threads }: PackSettings) => ({
    /** One per process: the job and whoever converts by hand share its room. */
    imageGate: new ImageGate({ decodesAtOnce: decodesAtOnce({ threads }) }),
  }),
  errors: {
    InvalidSourceError: { status: 422, code: "invalid_source" },
    UnconvertibleImageError: { status: 422, code: "not_convertible" },
    UnknownConversionError: { status: 404, code: "unknown_conversion" },
    NoFreeTargetError: { status: 409, code: "target_taken" },
    ConversionBusyError: { status: 409, code: "conversion_busy", again: true },
    ConversionsFullError: { status: 503, code: "conversions_full", again: true },
  },
  api: imagesApi,
  screens: [
    {
      path: "/dashboard/admin/conversions",
      icon: "picture",
      title: { en: imageWords.en.title, ko: imageWords.ko.title },
    },
  ],
  examine: examineConversions,
  files: [
    "app/api/admin/conversions/",
    "app/api/convert/",
    "app/dashboard/admin/conversions/",
    "docs/convert-images.md",
    "lib/commands/conversions.ts",
    "scripts/bench/images/",
    "tests/api/convert.test.ts",
    "tests/e2e/conversions.spec.ts",
    "tests/e2e/convert-images.spec.ts",
    "tests/e2e/long-run.spec.ts",
    "tests/faults/server.test.ts",
  ],
} as const satisfies Pack;
