import { useTranslations } from "next-intl";
import { NEW_SCHEDULE_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Label, Select } from "@/components/ui/field";

/** A plain GET form: the form that follows is made from the job's parameters. */
export function JobChoice({ jobs }: { jobs: readonly { name: string; description: string }[] }) {
  const t = useTranslations("scheduleForm");
  return (
    <form action={NEW_SCHEDULE_PATH} className="flex flex-col gap-4">
      <p className="text-sm text-muted-foreground">{t("chooseJob")}</p>
      <div className="flex flex-col gap-1.5">
        <Label htmlFor="job">{t("job")}</Label>
        <Select id="job" name="job" required>
          {jobs.map(({ name, description }) => (
            <option key={name} value={name}>
              {name} - {description}
            </option>
          ))}
        </Select>
      </div>
      <Button type="submit" variant="primary" className="self-start">
        {t("choose")}
      </Button>
    </form>
  );
}
