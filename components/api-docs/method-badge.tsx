import { Badge, type Tone } from "@/components/ui/badge";
import type { Method } from "@/lib/dashboard/api-docs/api-docs";

const TONES: Record<Method, Tone> = {
  GET: "running",
  POST: "success",
  PUT: "warning",
  PATCH: "warning",
  DELETE: "failed",
};

export function MethodBadge({ method }: { method: Method }) {
  return (
    <Badge tone={TONES[method]} className="w-16 justify-center rounded-md font-mono">
      {method}
    </Badge>
  );
}
