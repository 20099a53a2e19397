import { CircleAlert, CircleCheck, Eye, Info, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge, type Tone } from "@/components/ui/badge";
import type { IncidentState, Severity } from "@/lib/alerts/words/vocabulary";

const SEVERITY_LOOKS: Record<Severity, { tone: Tone; icon: LucideIcon }> = {
  critical: { tone: "failed", icon: OctagonAlert },
  warning: { tone: "warning", icon: TriangleAlert },
  info: { tone: "running", icon: Info },
};

/** How bad it is, in an icon and a word. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  const words = useTranslations("words");
  const { tone, icon: Icon } = SEVERITY_LOOKS[severity];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden /> {words(`alerts.severity.${severity}`)}
    </Badge>
  );
}

const STATE_LOOKS: Record<IncidentState, { tone: Tone; icon: LucideIcon }> = {
  open: { tone: "warning", icon: CircleAlert },
  acknowledged: { tone: "running", icon: Eye },
  resolved: { tone: "success", icon: CircleCheck },
};

/** How it stands, in an icon and a word. */
export function IncidentStateBadge({ state }: { state: IncidentState }) {
  const t = useTranslations("incidents");
  const { tone, icon: Icon } = STATE_LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden /> {t(`state.${state}`)}
    </Badge>
  );
}
