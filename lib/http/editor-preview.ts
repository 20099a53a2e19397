import { getRuntime } from "../runtime.ts";
import { previewChange } from "./actions/preview-change.ts";

/** What the editor shows when it opens, and the plan whose limits it speaks of. @throws what `previewChange` throws */
export async function readPreview(question: Parameters<typeof previewChange>[1]) {
  const runtime = getRuntime();
  return { preview: await previewChange({ runtime }, question), plan: runtime.plan };
}
