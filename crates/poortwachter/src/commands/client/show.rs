//! `client show`: everything about one application but its secrets.

use oidc::client::{ConsentRule, PkceRule};
use serde_json::{Value, json};
use store::{ClientLine, SecretLine};

use super::super::account::desk::{self, Desk};
use super::{find, list, of_settings, warnings};
use crate::cli::client::Show;
use crate::commands::output::{columns, plain};
use crate::complaint::Complaints;

/// Prints it.
pub async fn run(show: &Show) -> Result<(), Complaints> {
    desk::work(&show.settings, None, async |desk| {
        let line = find(desk, &show.id).await?;
        Ok(if show.json { format!("{:#}\n", object(desk, &line)) } else { text(desk, &line) })
    })
    .await
}

fn object(desk: &Desk, line: &ClientLine) -> Value {
    let client = &line.client;
    let secret = |secret: &SecretLine| json!({ "created_at": secret.created_at, "expires_at": secret.expires_at });
    let mut object = list::object(desk, line);
    let more = json!({
        "disabled_at": line.disabled_at,
        "secrets": line.secrets.iter().map(secret).collect::<Vec<_>>(),
        "redirect_uris": client.redirect_uris,
        "post_logout_uris": client.post_logout_uris,
        "logout_uri": client.back_channel_logout_uri,
        "scopes": client.scopes.to_text(),
        "pkce": pkce(client.pkce),
        "par": if client.par_required { "required" } else { "optional" },
        "consent": consent(client.consent),
        "alg": client.id_token_alg.as_str(),
        "least_acr": client.least_acr.map(oidc::acr::Acr::as_str),
        "cors_origins": client.cors_origins,
    });
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}

fn text(desk: &Desk, line: &ClientLine) -> String {
    let client = &line.client;
    let mut rows = vec![
        row("client", client.id.as_str()),
        row("name", &plain(&client.name)),
        row("status", &status(desk, line)),
        row("authentication", client.auth.as_str()),
    ];
    rows.extend(line.secrets.iter().map(|secret| row("secret", &secret_text(desk, secret))));
    rows.extend(client.redirect_uris.iter().map(|uri| row("redirect", uri)));
    rows.extend(client.post_logout_uris.iter().map(|uri| row("after logout", uri)));
    rows.extend(client.back_channel_logout_uri.iter().map(|uri| row("told of logouts at", uri)));
    rows.extend(client.cors_origins.iter().map(|origin| row("scripts from", origin)));
    rows.extend([
        row("scopes", &client.scopes.to_text()),
        row("ID tokens", client.id_token_alg.as_str()),
        row("PKCE", pkce(client.pkce)),
        row("pushed requests", if client.par_required { "required" } else { "optional" }),
        row("consent", consent(client.consent)),
        row("lowest level", client.least_acr.map_or("two factors", oidc::acr::Acr::as_str)),
        row("logins now", &line.live_grants.to_string()),
        row("last used", &line.last_used_at.map_or_else(|| "never".to_owned(), |at| desk.time(at))),
    ]);
    rows.extend(warnings::of(line, desk.ctx.now).into_iter().map(|text| row("warning", text)));
    columns(&rows)
}

fn row(name: &str, value: &str) -> Vec<String> {
    vec![name.to_owned(), value.to_owned()]
}

fn status(desk: &Desk, line: &ClientLine) -> String {
    let whose = if of_settings(desk, line) { ", from the settings" } else { "" };
    match line.disabled_at {
        Some(at) => format!("disabled since {}{whose}", desk.time(at)),
        None => format!("enabled, registered {}{whose}", desk.time(line.created_at)),
    }
}

fn secret_text(desk: &Desk, secret: &SecretLine) -> String {
    let made = format!("made {}", desk.time(secret.created_at));
    match secret.expires_at {
        Some(at) => format!("{made}, works until {}", desk.time(at)),
        None => made,
    }
}

fn pkce(rule: PkceRule) -> &'static str {
    match rule {
        PkceRule::Required => "required",
        PkceRule::OldClient => "optional",
    }
}

fn consent(rule: ConsentRule) -> &'static str {
    match rule {
        ConsentRule::FirstParty => "given for everybody",
        ConsentRule::Ask => "each person is asked",
    }
}
