"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { retryDelivery } from "@/lib/commands/deliveries";
import { adminAction } from "@/lib/http/routes/admin-action";

export const retryDeliveryAction = adminAction(
  { permission: "alerts:steer", fields: z.object({ message: z.string().max(60) }) },
  async (acting, { message }) => {
    await retryDelivery(acting, message);
    refresh();
  },
);
