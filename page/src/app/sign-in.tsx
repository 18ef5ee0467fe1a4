// Signing in by Supabase Auth.

import { useSignal } from "@preact/signals";
import { signIn } from "../api/session.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { t } from "./text.ts";

export function SignIn({ isExpired }: { isExpired: boolean }) {
  const isBusy = useSignal(false);
  const reason = useSignal<string | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy.value) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    isBusy.value = true;
    reason.value = await signIn(String(fields.get("email")), String(fields.get("password"))).catch(String);
    isBusy.value = false;
  };
  return (
    <section class="door sign-in">
      {isExpired ? <p role="alert">{t("expired")}</p> : <h1>{t("signInTitle")}</h1>}
      {isExpired ? null : <p class="quiet">{t("signInHint")}</p>}
      <form onSubmit={submit}>
        <label>
          {t("email")}
          <input name="email" type="email" autocomplete="username" required />
        </label>
        <label>
          {t("password")}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <Button kind="primary" type="submit" busy={isBusy.value}>
          {t("signIn")}
        </Button>
      </form>
      {reason.value === null ? null : (
        <div role="alert">
          <Problem severity="error" message={t("signInFailed", { reason: reason.value })} />
        </div>
      )}
    </section>
  );
}
