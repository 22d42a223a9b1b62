//! The script itself, act by act.

use http::Method;
use serde_json::Value;

use crate::script::{Run, asks, encoded};

/// What `/authorize` says to requests that are wrong, and to a browser without a session.
pub async fn without_a_session(run: &mut Run) {
    run.browses(&[
        ("right request", &[]),
        ("client missing", &[("client_id", "")]),
        ("client unknown", &[("client_id", "nobody")]),
        ("redirect_uri missing", &[("redirect_uri", "")]),
        ("redirect_uri of somebody else", &[("redirect_uri", "https://evil.example/callback")]),
        ("redirect_uri with a path more", &[("redirect_uri", "https://dossier.voorbeeld.example/callback/x")]),
        ("redirect_uri with a query more", &[("redirect_uri", "https://dossier.voorbeeld.example/callback?x=1")]),
        ("redirect_uri in capitals", &[("redirect_uri", "https://DOSSIER.voorbeeld.example/callback")]),
        ("response_type missing", &[("response_type", "")]),
        ("response_type token", &[("response_type", "token")]),
        ("response_type id_token", &[("response_type", "id_token")]),
        ("response_type unknown", &[("response_type", "nothing")]),
        ("PKCE missing", &[("code_challenge", ""), ("code_challenge_method", "")]),
        ("PKCE plain", &[("code_challenge_method", "plain")]),
        ("PKCE too short", &[("code_challenge", "short")]),
        ("PKCE method alone", &[("code_challenge", "")]),
        ("scope missing", &[("scope", "")]),
        ("scope without openid", &[("scope", "profile")]),
        ("scope unknown beside openid", &[("scope", "openid everything")]),
        ("state missing", &[("state", "")]),
        ("state missing with an error", &[("state", ""), ("prompt", "none")]),
        ("nonce missing", &[("nonce", "")]),
        ("prompt none", &[("prompt", "none")]),
        ("prompt none and login", &[("prompt", "none login")]),
        ("prompt unknown", &[("prompt", "dance")]),
        ("prompt create", &[("prompt", "create")]),
        ("max_age negative", &[("max_age", "-1")]),
        ("max_age a word", &[("max_age", "soon")]),
        ("display unknown", &[("display", "hologram")]),
        ("response_mode form_post with an error", &[("response_mode", "form_post"), ("prompt", "none")]),
        ("response_mode fragment with an error", &[("response_mode", "fragment"), ("prompt", "none")]),
        ("response_mode unknown", &[("response_mode", "pigeon")]),
        ("request object", &[("request", "eyJhbGciOiJub25lIn0.e30.")]),
        ("request_uri of a website", &[("request_uri", "https://dossier.voorbeeld.example/request")]),
        ("request_uri that was never pushed", &[("request_uri", "urn:ietf:params:oauth:request_uri:nothing")]),
        ("registration", &[("registration", "{}")]),
        ("claims that are no JSON", &[("claims", "{")]),
        ("claims that are a list", &[("claims", "[]")]),
        ("id_token_hint that is none", &[("id_token_hint", "nothing")]),
        ("state twice", &[("state", "a"), ("state", "b")]),
        ("a parameter that nobody knows", &[("colour", "blue")]),
        ("login_hint", &[("login_hint", "anna")]),
        ("ui_locales", &[("ui_locales", "xx nl")]),
        ("acr_values that nobody knows", &[("acr_values", "gold")]),
    ])
    .await;
    let right = asks(&[]);
    let fields = right.split_once('?').map_or("", |(_, query)| query).to_owned();
    let told = run.side.browse(Method::POST, "/authorize", &fields).await;
    run.says("right request by POST", crate::side::at_the_browser(&told));
    run.visits("logout without anything", "/end-session").await;
}

/// The same browser with a session.
pub async fn with_a_session(run: &mut Run) {
    run.browses(&[
        ("session: right request", &[]),
        ("session: prompt none", &[("prompt", "none")]),
        ("session: prompt login", &[("prompt", "login")]),
        ("session: max_age 0", &[("max_age", "0")]),
        ("session: response_mode form_post", &[("response_mode", "form_post")]),
        ("session: response_mode fragment", &[("response_mode", "fragment")]),
        (
            "session: somebody else by claims",
            &[("claims", r#"{"id_token":{"sub":{"value":"somebody"}}}"#), ("prompt", "none")],
        ),
        ("session: state missing", &[("state", "")]),
    ])
    .await;
}

/// `/token` with codes.
pub async fn codes(run: &mut Run) {
    let code = run.code().await;
    run.redeems("code: verifier missing", &code, &[("code_verifier", "")]).await;
    let code = run.code().await;
    run.redeems("code: verifier wrong", &code, &[("code_verifier", "another-verifier-of-forty-three-characters-x")])
        .await;
    let code = run.code().await;
    run.redeems("code: redirect_uri missing", &code, &[("redirect_uri", "")]).await;
    let code = run.code().await;
    let elsewhere = [("redirect_uri", "https://other.voorbeeld.example/callback")];
    run.redeems("code: redirect_uri another", &code, &elsewhere).await;
    run.redeems("code: unknown", "nothing", &[]).await;
    run.redeems("code: missing", "", &[("code", "")]).await;
    run.redeems("grant_type missing", "x", &[("grant_type", "")]).await;
    run.redeems("grant_type password", "x", &[("grant_type", "password")]).await;
    run.redeems("grant_type unknown", "x", &[("grant_type", "dance")]).await;
    run.redeems("grant_type twice", "x", &[("grant_type", "authorization_code"), ("grant_type", "refresh_token")])
        .await;
    let code = run.code().await;
    let told = run
        .posts_as(
            "other",
            "/token",
            &[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", "https://other.voorbeeld.example/callback"),
                ("code_verifier", "x"),
            ],
        )
        .await;
    run.judged("code: of another client", &told);
    let code = run.code().await;
    let first = run.redeems("code: right", &code, &[]).await;
    assert_eq!(first.header("cache-control"), "no-store");
    let bearer = format!("Bearer {}", first.text("access_token"));
    run.who("userinfo before the code's second use", &[("authorization", &bearer)]).await;
    run.redeems("code: a second time", &code, &[]).await;
    run.who("userinfo after the code's second use", &[("authorization", &bearer)]).await;
}

/// Who calls `/token`.
pub async fn proofs(run: &mut Run) {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", "x"),
        ("redirect_uri", "https://dossier.voorbeeld.example/callback"),
        ("code_verifier", "x"),
    ];
    let told = run.posts("/token", &fields, "").await;
    run.judged("proof: none", &told);
    let told = run.posts("/token", &[&fields[..], &[("client_id", "dossier")]].concat(), "").await;
    run.judged("proof: the name alone", &told);
    let told = run.posts("/token", &fields, "Basic ZG9zc2llcjp3cm9uZw==").await;
    run.judged("proof: wrong secret", &told);
    let told = run.posts("/token", &fields, "Basic bm9ib2R5Ondyb25n").await;
    run.judged("proof: unknown client", &told);
    let told = run.posts("/token", &fields, "Basic !!").await;
    run.judged("proof: header that is none", &told);
    let secret = run.secrets["dossier"].clone();
    let told =
        run.posts("/token", &[&fields[..], &[("client_id", "dossier"), ("client_secret", &secret)]].concat(), "").await;
    run.judged("proof: by post for a client of basic", &told);
    let told = run
        .posts_as("dossier", "/token", &[&fields[..], &[("client_id", "dossier"), ("client_secret", &secret)]].concat())
        .await;
    run.judged("proof: both ways at once", &told);
    let told = run.side.call(Method::GET, "/token", "", &[]).await;
    run.says("GET /token", told.status.to_string());
}

/// Refresh tokens, introspection and revocation.
pub async fn tokens(run: &mut Run) {
    let code = run.code().await;
    let first = run.redeems("tokens: made", &code, &[]).await;
    let (access, refresh) = (first.text("access_token"), first.text("refresh_token"));
    let about = async |run: &mut Run, name, client: &str, token: &str| {
        let told = run.posts_as(client, "/introspect", &[("token", token)]).await;
        let json: Value = serde_json::from_str(&told.body).unwrap_or_default();
        run.says(name, format!("{} active {}", told.status, json["active"]));
    };
    about(run, "introspection: own access token", "dossier", &access).await;
    about(run, "introspection: another client's", "other", &access).await;
    about(run, "introspection: no token", "dossier", "nothing").await;
    run.told("introspection: token missing", "/introspect", &[]).await;
    let told = run.posts("/introspect", &[("token", &access)], "").await;
    run.judged("introspection: no proof", &told);

    let uses = |token: &str, scope: &str| encodable(token, scope);
    let told = run.posts_as("other", "/token", &borrowed(&uses(&refresh, ""))).await;
    run.judged("refresh: of another client", &told);
    let told = run.posts_as("dossier", "/token", &borrowed(&uses(&refresh, "openid everything"))).await;
    run.judged("refresh: more scopes", &told);
    let second = run.posts_as("dossier", "/token", &borrowed(&uses(&refresh, ""))).await;
    run.judged("refresh: right", &second);
    let told = run.posts_as("dossier", "/token", &borrowed(&uses(&refresh, ""))).await;
    run.judged("refresh: a second time", &told);
    let told = run.posts_as("dossier", "/token", &borrowed(&uses(&second.text("refresh_token"), ""))).await;
    run.judged("refresh: the next one after that", &told);
    let told = run.posts_as("dossier", "/token", &borrowed(&uses("nothing", ""))).await;
    run.judged("refresh: unknown", &told);

    let code = run.code().await;
    let made = run.redeems("tokens: made again", &code, &[]).await;
    let access = made.text("access_token");
    let told = run.posts_as("other", "/revoke", &[("token", &access)]).await;
    run.judged("revocation: another client's", &told);
    let bearer = format!("Bearer {access}");
    run.who("userinfo after another client revoked", &[("authorization", &bearer)]).await;
    run.told("revocation: no token", "/revoke", &[("token", "nothing")]).await;
    run.told("revocation: token missing", "/revoke", &[]).await;
    run.told("revocation: unknown kind", "/revoke", &[("token", &access), ("token_type_hint", "dance")]).await;
    run.who("userinfo after revocation", &[("authorization", &bearer)]).await;
}

fn encodable(token: &str, scope: &str) -> Vec<(&'static str, String)> {
    let mut fields = vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", token.to_owned())];
    if !scope.is_empty() {
        fields.push(("scope", scope.to_owned()));
    }
    fields
}

fn borrowed(fields: &[(&'static str, String)]) -> Vec<(&'static str, &'static str)> {
    fields.iter().map(|(name, value)| (*name, &*value.clone().leak())).collect()
}

/// Userinfo and its tokens.
pub async fn userinfo(run: &mut Run) {
    let code = run.code().await;
    let access = run.redeems("userinfo: token made", &code, &[]).await.text("access_token");
    run.who("userinfo: right", &[("authorization", &format!("Bearer {access}"))]).await;
    run.who("userinfo: no token", &[]).await;
    run.who("userinfo: unknown token", &[("authorization", "Bearer nothing")]).await;
    run.who("userinfo: another scheme", &[("authorization", "Basic nothing")]).await;
    let told = run.posts("/userinfo", &[("access_token", &access)], "").await;
    run.judged("userinfo: in a form", &told);
    let told = run.side.call(Method::GET, &format!("/userinfo?access_token={access}"), "", &[]).await;
    run.judged("userinfo: in the address", &told);
}

/// Pushed requests.
pub async fn pushed(run: &mut Run) {
    let query = asks(&[]);
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(query.split_once('?').map_or("", |(_, q)| q).as_bytes()).into_owned().collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let told = run.told("pushed: right", "/par", &fields).await;
    let uri = told.text("request_uri");
    let path = format!("/authorize?{}", encoded(&[("client_id", "dossier"), ("request_uri", &uri)]));
    run.visits("pushed: used", &path).await;
    run.visits("pushed: used a second time", &path).await;
    let told = run.posts_as("dossier", "/par", &fields).await;
    let uri = told.text("request_uri");
    let path = format!("/authorize?{}", encoded(&[("client_id", "other"), ("request_uri", &uri)]));
    run.visits("pushed: used by another client", &path).await;
    run.told("pushed: with a request_uri inside", "/par", &[&fields[..], &[("request_uri", "urn:x")]].concat()).await;
    let told = run.posts("/par", &fields, "").await;
    run.judged("pushed: no proof", &told);
}

/// Logging out from an application, at the end, with the session.
pub async fn logout(run: &mut Run) {
    let code = run.code().await;
    let id_token = run.redeems("logout: token made", &code, &[]).await.text("id_token");
    let to = |fields: &[(&str, &str)]| format!("/end-session?{}", encoded(fields));
    let elsewhere = to(&[("id_token_hint", &id_token), ("post_logout_redirect_uri", "https://evil.example/")]);
    run.visits("logout: to an address that is not registered", &elsewhere).await;
    run.visits("logout: hint that is none", &to(&[("id_token_hint", "nothing")])).await;
    run.visits("logout: state twice", "/end-session?state=a&state=b").await;
    let right = to(&[
        ("id_token_hint", &id_token),
        ("post_logout_redirect_uri", "https://dossier.voorbeeld.example/tot-ziens"),
    ]);
    run.visits("logout: right", &right).await;
}
